"""Every type of page, and the states of it that look different: whatever proves pages, proves these.

A new page is a line here. Paths follow the language; they ask the demo's data.
"""

LANGS = ("en", "zh-Hant", "zh-Hans")
PAGES = {
    "home": "",
    "search": "/search",
    "found": "/search?q=%E4%BA%A4%E9%80%9A&table=yes",
    "nothing-found": "/search?q=zzzzqqqq",
    "publishers": "/publishers",
    "publisher": "/publisher/hk-td",
    "themes": "/themes",
    "theme": "/theme/climate-and-weather",
    "status": "/status",
    "quality": "/quality",
    "quality-publisher": "/quality?publisher=hk-dh",
    "dataset": "/dataset/hko-daily-rainfall",
    "places": "/dataset/car-parks",
    "many-tables": "/dataset/traffic-collisions",
    "no-table": "/dataset/ctb-eta-transport-realtime-eta",
    "missing": "/dataset/nothing",
    "past": "/dataset/hko-latest-10-minute-wind?as_of=73",
    "history": "/dataset/hko-latest-10-minute-wind/history",
    "changes": "/dataset/hko-latest-10-minute-wind/changes",
    "row": "/dataset/hko-latest-10-minute-wind/row?key=automatic_weather_station,Waglan%20Island",
    "table": "/table/hko_daily_rainfall",
    "asked": "/table/daily_passenger_traffic?where=total,gt,100000&sort=-total",
    "refused": "/table/hko_daily_rainfall?where=value,gt,abc",
    "embedded": "/table/hko_daily_rainfall?embed=1",
    "chart": "/table/daily_passenger_traffic/chart",
    "chart-refused": "/table/daily_passenger_traffic/chart?x=nothing",
    "map": "/table/car_parks/map",
    "districts": "/table/traffic_collisions/map?show=districts",
    "grouped": "/table/daily_passenger_traffic?group=control_point&aggregate=sum:total",
    "sql": "/sql",
    "sql-asked": "/sql?q=SELECT+year,+round(sum(value))+AS+mm+FROM+hko_daily_rainfall+GROUP+BY+year+ORDER+BY+year",
    "sql-refused": "/sql?q=SELECT+nothing+FROM+hko_daily_rainfall",
    "stories": "/stories",
    "story": "/story/typhoon-in-wind",
    "story-of-districts": "/story/where-collisions-happen",
    "api": "/api",
}
