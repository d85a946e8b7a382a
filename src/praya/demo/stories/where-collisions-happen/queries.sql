-- name: whole
SELECT count(*) AS collisions, sum(no_of_casualties_injured)::BIGINT AS casualties,
  count(*) FILTER (severity = 'Fatal') AS fatal, count(*) FILTER (severity = 'Serious') AS serious,
  count(*) FILTER (severity = 'Slight') AS slight, min(year)::INTEGER AS first, max(year)::INTEGER AS last,
  count(*) FILTER (latitude IS NULL) AS unplaced,
  round(100.0 * count(*) FILTER (latitude IS NULL) / count(*), 1) AS unplaced_share
FROM traffic_collisions

-- name: years
SELECT min(n) AS least, max(n) AS most
FROM (SELECT year, count(*) AS n FROM traffic_collisions GROUP BY year)

-- name: districts
WITH district(code, en, zh, hans) AS (
  VALUES ('CW', 'Central & Western', '中西區', '中西区'), ('WCH', 'Wan Chai', '灣仔', '湾仔'), ('E', 'Eastern', '東區', '东区'),
    ('S', 'Southern', '南區', '南区'), ('YTM', 'Yau Tsim Mong', '油尖旺', '油尖旺'), ('SSP', 'Sham Shui Po', '深水埗', '深水埗'),
    ('KC', 'Kowloon City', '九龍城', '九龙城'), ('WTS', 'Wong Tai Sin', '黃大仙', '黄大仙'), ('KT', 'Kwun Tong', '觀塘', '观塘'),
    ('KTS', 'Kwai Tsing', '葵青', '葵青'), ('TW', 'Tsuen Wan', '荃灣', '荃湾'), ('TM', 'Tuen Mun', '屯門', '屯门'),
    ('YL', 'Yuen Long', '元朗', '元朗'), ('N', 'North', '北區', '北区'), ('TP', 'Tai Po', '大埔', '大埔'),
    ('ST', 'Sha Tin', '沙田', '沙田'), ('SK', 'Sai Kung', '西貢', '西贡'), ('I', 'Islands', '離島', '离岛')
), people AS (
  SELECT code, en, zh, hans, both_sexes AS residents
  FROM district
  JOIN population_by_district_2019 ON district_council_district = concat(zh, ' ', en)
), counted AS (
  SELECT district_council_district AS code, count(*) AS collisions
  FROM traffic_collisions
  WHERE year = 2019
  GROUP BY code
)
SELECT CASE $lang WHEN 'en' THEN en WHEN 'zh-Hant' THEN zh ELSE hans END AS district,
  collisions, residents, round(1000.0 * collisions / residents, 1) AS rate
FROM counted
JOIN people USING (code)
ORDER BY collisions DESC

-- name: top_district
SELECT district_council_district AS code, count(*) AS n
FROM traffic_collisions
GROUP BY code
ORDER BY n DESC
LIMIT 1

-- name: hours
SELECT hour(date_time + INTERVAL 8 HOUR) AS hour, count(*) AS collisions
FROM traffic_collisions
GROUP BY hour
ORDER BY hour

-- name: clock
SELECT arg_max(hour, n) AS busiest, max(n) AS most, arg_min(hour, n) AS quietest, min(n) AS least,
  (arg_max(hour, n) + 16) % 24 AS wrong
FROM (
  SELECT hour(date_time + INTERVAL 8 HOUR) AS hour, count(*) AS n
  FROM traffic_collisions
  GROUP BY hour
)

-- name: shift
SELECT count(*) FILTER (year(date_time) <> year) AS before,
  count(*) FILTER (year(date_time + INTERVAL 8 HOUR) <> year) AS after
FROM traffic_collisions

-- name: severity
SELECT CASE type_of_collision
    WHEN 'Vehicle collision with Vehicle' THEN CASE $lang WHEN 'en' THEN 'With another vehicle' WHEN 'zh-Hant' THEN '與其他車輛相撞' ELSE '与其他车辆相撞' END
    WHEN 'Vehicle collision with Pedestrian' THEN CASE $lang WHEN 'en' THEN 'With a pedestrian' WHEN 'zh-Hant' THEN '與行人相撞' ELSE '与行人相撞' END
    WHEN 'Vehicle collision with Object' THEN CASE $lang WHEN 'en' THEN 'With an object' WHEN 'zh-Hant' THEN '與物件相撞' ELSE '与物体相撞' END
    WHEN 'Vehicle collision with Nothing' THEN CASE $lang WHEN 'en' THEN 'With nothing' WHEN 'zh-Hant' THEN '沒有相撞' ELSE '没有相撞' END
    ELSE type_of_collision END AS kind,
  count(*) AS collisions, count(*) FILTER (severity = 'Fatal') AS fatal,
  round(1000.0 * count(*) FILTER (severity = 'Fatal') / count(*), 1) AS per_thousand
FROM traffic_collisions
GROUP BY kind
ORDER BY fatal DESC

-- name: walking
SELECT round(100.0 * count(*) FILTER (type_of_collision = 'Vehicle collision with Pedestrian') / count(*)) AS share,
  round(100.0 * count(*) FILTER (type_of_collision = 'Vehicle collision with Pedestrian' AND severity = 'Fatal')
    / count(*) FILTER (severity = 'Fatal')) AS fatal_share
FROM traffic_collisions

-- name: street
SELECT street_name AS name, count(*) AS n
FROM traffic_collisions
WHERE street_name IS NOT NULL
GROUP BY name
ORDER BY n DESC
LIMIT 1
