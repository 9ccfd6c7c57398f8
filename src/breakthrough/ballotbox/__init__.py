"""The box: takes sealed contributions without knowing whose they are, keeps them unreadable and without order until
their release, and then shows them on a board that everybody can check.

It knows cards, pseudonyms and contributions; never a name, an account, a cookie, an address or a time of arrival.
Plain ASGI, own store, no Django. The people side (`ballots`) uses `protocol` and `control` of it and nothing else.
"""
