"""Praya's own API: the catalogue, and every table with every question, under one error shape and one document."""
