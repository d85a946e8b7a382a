"""Stories: Markdown pages whose numbers, charts and maps are asked of the data when they are read."""
