-- name: span
SELECT min(date) AS first, max(date) AS last, count(*) AS days,
  count(*) FILTER (value IS NULL AND value_text = 'Trace') AS traces,
  datediff('day', min(date), max(date)) + 1 - count(*) AS absent
FROM hko_daily_rainfall
WHERE date IS NOT NULL

-- name: no_such_day
SELECT count(*) AS n, any_value(year) AS year
FROM hko_daily_rainfall
WHERE date IS NULL

-- name: gap
SELECT before + 1 AS first, date - 1 AS last, date - before - 1 AS days
FROM (SELECT date, lag(date) OVER (ORDER BY date) AS before FROM hko_daily_rainfall WHERE date IS NOT NULL)
WHERE date - before > 1
ORDER BY days DESC
LIMIT 1

-- name: partial
SELECT min(year) FILTER (days < 365) AS first, max(year) FILTER (days < 365) AS last,
  max(days) FILTER (year = (SELECT min(year) FROM hko_daily_rainfall)) AS first_days,
  max(days) FILTER (year = (SELECT max(year) FROM hko_daily_rainfall)) AS last_days,
  count(*) FILTER (days >= 365) AS whole
FROM (SELECT year, count(*) AS days FROM hko_daily_rainfall WHERE date IS NOT NULL GROUP BY year)

-- name: years
SELECT max(mm) AS most, arg_max(year, mm) AS wettest, min(mm) AS least, arg_min(year, mm) AS driest,
  round(avg(mm)) AS mean, round(max(mm) / min(mm), 1) AS times,
  count(*) FILTER (abs(mm - mean_mm) <= 0.05 * mean_mm) AS near
FROM (
  SELECT year, round(sum(value), 1) AS mm, avg(sum(value)) OVER () AS mean_mm
  FROM hko_daily_rainfall
  WHERE date IS NOT NULL
  GROUP BY year
  HAVING count(*) >= 365
)

-- name: wettest
SELECT date, value AS mm
FROM hko_daily_rainfall
ORDER BY value DESC NULLS LAST
LIMIT 10

-- name: wettest_day
SELECT date, value AS mm, round(100 * value / (SELECT sum(value) FROM hko_daily_rainfall AS same
  WHERE same.year = rain.year), 0) AS share, year
FROM hko_daily_rainfall AS rain
ORDER BY value DESC NULLS LAST
LIMIT 1

-- name: dry_days
SELECT round(100.0 * count(*) FILTER (value = 0) / count(*)) AS dry,
  round(100.0 * count(*) FILTER (value >= 50) / count(*), 1) AS heavy,
  round(100.0 * sum(value) FILTER (value >= 50) / sum(value)) AS heavy_share
FROM hko_daily_rainfall
WHERE date IS NOT NULL

-- name: seasons
SELECT month, round(avg(mm), 1) AS mm
FROM (
  SELECT year, month, sum(value) AS mm
  FROM hko_daily_rainfall
  WHERE date IS NOT NULL
  GROUP BY year, month
  HAVING count(*) >= 28
)
GROUP BY month
ORDER BY month

-- name: season
SELECT max(mm) AS most, arg_max(month, mm) AS wettest, min(mm) AS least, arg_min(month, mm) AS driest,
  round(100 * sum(mm) FILTER (month BETWEEN 5 AND 9) / sum(mm)) AS summer
FROM (
  SELECT month, avg(mm) AS mm
  FROM (
    SELECT year, month, sum(value) AS mm
    FROM hko_daily_rainfall
    WHERE date IS NOT NULL
    GROUP BY year, month
    HAVING count(*) >= 28
  )
  GROUP BY month
)

-- name: thirties
SELECT round(avg(mm) FILTER (year BETWEEN 1885 AND 1914)) AS first,
  round(avg(mm) FILTER (year BETWEEN 1991 AND 2020)) AS recent,
  round(stddev_samp(mm)) AS spread
FROM (
  SELECT year, sum(value) AS mm
  FROM hko_daily_rainfall
  WHERE date IS NOT NULL
  GROUP BY year
  HAVING count(*) >= 365
)
