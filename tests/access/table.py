API = PAGES = ()
Row = object
