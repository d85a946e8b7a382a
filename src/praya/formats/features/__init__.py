"""Features: rows with a shape on the earth. GeoJSON, KML, GPX and GML here; shapefiles and their kin apart, by GDAL.

Every reader gives the shape as GeoJSON text in the source's own coordinates, x before y, and says which reference system
they are in (`RawTable.crs`); `infer` brings them to WGS84 and keeps the text beside where that changed anything.
"""
