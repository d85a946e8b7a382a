-- name: record
SELECT count(DISTINCT date_time) AS readings, count(DISTINCT automatic_weather_station) AS stations,
  count(DISTINCT date_time) FILTER (date_time < '2025-08-01') AS wipha,
  count(DISTINCT date_time) FILTER (date_time >= '2025-08-01') AS tapah,
  min(date_time) AS first, max(date_time) FILTER (date_time < '2025-08-01') AS first_end,
  min(date_time) FILTER (date_time >= '2025-08-01') AS second, max(date_time) AS last
FROM hko_wind_history

-- name: strongest
SELECT CASE $lang WHEN 'en' THEN name WHEN 'zh-Hant' THEN zh
    ELSE translate(zh, '環碼頭島啟門將軍嶺橫瀾濕園崗貢長灘學黃', '环码头岛启门将军岭横澜湿园岗贡长滩学黄') END AS station,
  date_time AS at, c_10_minute_maximum_gust_km_hour AS gust, c_10_minute_mean_speed_km_hour AS mean
FROM hko_wind_history
JOIN weather_station_names ON name = automatic_weather_station
WHERE date_time < '2025-08-01'
ORDER BY gust DESC NULLS LAST
LIMIT 1

-- name: strongest_mean
SELECT date_time AS at, c_10_minute_mean_speed_km_hour AS mean
FROM hko_wind_history
WHERE date_time < '2025-08-01'
ORDER BY mean DESC NULLS LAST
LIMIT 1

-- name: gusts
SELECT date_time AS time, c_10_minute_maximum_gust_km_hour AS gust,
  CASE $lang WHEN 'en' THEN name WHEN 'zh-Hant' THEN zh
    ELSE translate(zh, '環碼頭島啟門將軍嶺橫瀾濕園崗貢長灘學黃', '环码头岛启门将军岭横澜湿园岗贡长滩学黄') END AS station
FROM hko_wind_history
JOIN weather_station_names ON name = automatic_weather_station
WHERE date_time < '2025-08-01'
  AND name IN ('Ngong Ping', 'Waglan Island', 'Cheung Chau', 'King''s Park', 'Hong Kong Sea School')

-- name: turning
SELECT max(c_10_minute_mean_wind_direction_compass_points) FILTER (date_time = '2025-07-20 08:00') AS before,
  max(c_10_minute_maximum_gust_km_hour) FILTER (date_time = '2025-07-20 09:00') AS gust_nine,
  max(c_10_minute_maximum_gust_km_hour) FILTER (date_time = '2025-07-20 10:00') AS gust_ten
FROM hko_wind_history
WHERE automatic_weather_station = 'Cheung Chau'

-- name: peak
SELECT date_time AS at, round(avg(c_10_minute_maximum_gust_km_hour)) AS mean,
  count(c_10_minute_maximum_gust_km_hour) AS reporting,
  count(*) FILTER (c_10_minute_maximum_gust_km_hour >= 118) AS above
FROM hko_wind_history
WHERE date_time < '2025-08-01'
GROUP BY date_time
ORDER BY avg(c_10_minute_maximum_gust_km_hour) DESC
LIMIT 1

-- name: stations_at_peak
WITH peak AS (
  SELECT date_time
  FROM hko_wind_history
  WHERE date_time < '2025-08-01'
  GROUP BY date_time
  ORDER BY avg(c_10_minute_maximum_gust_km_hour) DESC
  LIMIT 1
)
SELECT lon AS longitude, lat AS latitude, coalesce(gust::VARCHAR, '—') AS label, name AS station
FROM (
  SELECT *, c_10_minute_maximum_gust_km_hour AS gust
  FROM hko_wind_history
  WHERE date_time = (SELECT date_time FROM peak)
)
JOIN weather_station_names ON name = automatic_weather_station
ORDER BY gust DESC NULLS LAST

-- name: silent
SELECT
  CASE $lang WHEN 'en' THEN name WHEN 'zh-Hant' THEN zh
    ELSE translate(zh, '環碼頭島啟門將軍嶺橫瀾濕園崗貢長灘學黃', '环码头岛启门将军岭横澜湿园岗贡长滩学黄') END AS station,
  count(*) FILTER (date_time < '2025-08-01' AND c_10_minute_maximum_gust_km_hour IS NULL) AS wipha,
  count(*) FILTER (date_time >= '2025-08-01' AND c_10_minute_maximum_gust_km_hour IS NULL) AS tapah
FROM hko_wind_history
JOIN weather_station_names ON name = automatic_weather_station
GROUP BY ALL
HAVING wipha + tapah > 0
ORDER BY wipha + tapah DESC
LIMIT 8

-- name: missing
SELECT count(*) FILTER (c_10_minute_maximum_gust_km_hour IS NULL) AS gaps, count(*) AS expected,
  round(100.0 * count(*) FILTER (c_10_minute_maximum_gust_km_hour IS NULL) / count(*), 1) AS share
FROM hko_wind_history

-- name: sea_school
SELECT max(date_time) FILTER (c_10_minute_maximum_gust_km_hour IS NOT NULL) AS last,
  max(c_10_minute_maximum_gust_km_hour) AS gust,
  arg_max(date_time, c_10_minute_maximum_gust_km_hour) AS at
FROM hko_wind_history
WHERE automatic_weather_station = 'Hong Kong Sea School' AND date_time < '2025-08-01'

-- name: never
SELECT count(*) AS n, max(station) AS last, min(station) AS first
FROM (
  SELECT CASE $lang WHEN 'en' THEN name WHEN 'zh-Hant' THEN zh
    ELSE translate(zh, '環碼頭島啟門將軍嶺橫瀾濕園崗貢長灘學黃', '环码头岛启门将军岭横澜湿园岗贡长滩学黄') END AS station
  FROM hko_wind_history
  JOIN weather_station_names ON name = automatic_weather_station
  WHERE date_time < '2025-08-01'
  GROUP BY station
  HAVING count(c_10_minute_maximum_gust_km_hour) = 0
)

-- name: no_direction
SELECT count(*) AS n
FROM hko_wind_history
WHERE automatic_weather_station = 'Ngong Ping' AND date_time < '2025-08-01'
  AND c_10_minute_mean_wind_direction_compass_points = 'N/A'

-- name: odd
SELECT date_time AS at, c_10_minute_maximum_gust_km_hour AS gust, c_10_minute_mean_speed_km_hour AS mean
FROM hko_wind_history
WHERE automatic_weather_station = 'Kai Tak' AND date_time >= '2025-08-01'
ORDER BY gust DESC NULLS LAST
LIMIT 1

-- name: odd_near
SELECT max(gust) AS others
FROM (
  SELECT c_10_minute_maximum_gust_km_hour AS gust, automatic_weather_station AS station
  FROM hko_wind_history
  WHERE date_time = (SELECT arg_max(date_time, c_10_minute_maximum_gust_km_hour) FROM hko_wind_history
    WHERE automatic_weather_station = 'Kai Tak' AND date_time >= '2025-08-01')
)
WHERE station <> 'Kai Tak'

-- name: odd_readings
SELECT date_time AS time, c_10_minute_mean_speed_km_hour AS mean, c_10_minute_maximum_gust_km_hour AS gust
FROM hko_wind_history
WHERE automatic_weather_station = 'Kai Tak'
  AND date_time BETWEEN '2025-09-08 02:50' AND '2025-09-08 03:50'
ORDER BY time

-- name: second_storm
SELECT c_10_minute_maximum_gust_km_hour AS gust,
  CASE $lang WHEN 'en' THEN name WHEN 'zh-Hant' THEN zh
    ELSE translate(zh, '環碼頭島啟門將軍嶺橫瀾濕園崗貢長灘學黃', '环码头岛启门将军岭横澜湿园岗贡长滩学黄') END AS station
FROM hko_wind_history
JOIN weather_station_names ON name = automatic_weather_station
WHERE date_time >= '2025-08-01' AND name <> 'Kai Tak'
ORDER BY gust DESC NULLS LAST
LIMIT 1
