"""JSONPaths for the table against Jayway's own library."""

# ruff: noqa: E501  tables read better on long lines

from __future__ import annotations

DOCUMENT = (
    '{"store":{"book":[{"category":"reference","author":"Nigel","title":"Sayings","price":8.95},'
    '{"category":"fiction","author":"Evelyn","title":"Sword","price":12.99},'
    '{"category":"fiction","author":"Herman","title":"Moby","isbn":"0-553","price":8.99},'
    '{"category":"fiction","author":"Tolkien","title":"Rings","isbn":"0-395","price":22.99,"tags":["a","b"]}],'
    '"bicycle":{"color":"red","price":19.95}},"expensive":10,"list":[1,2,3,4,5],"empty":[],"none":null,"emptyMap":{},'
    '"nested":[[1,2],[3,[4]]],"k.d":"dot","k d":"blank","ü":"umlaut","text":"it\'s","t":true,"f":false,'
    '"mixed":[1,"1",null,true,{"a":null},{"a":1},{"a":"x"},{"b":2}],"deep":{"a":{"a":{"b":7}}}}'
)

PATHS = (
    "$", "$.store", "$.store.book", "$.store.book[*].author", "$..author", "$.store.*", "$.store..price", "$..book[2]",
    "$..book[2].isbn", "$..book[0,1]", "$..book[:2]", "$..book[1:2]", "$..book[-2:]", "$..book[2:]", "$..book[?(@.isbn)]",
    "$.store.book[?(@.price < 10)]", "$..book[?(@.price <= $.expensive)]", "$..book[?(@.author =~ /.*EN/i)]", "$..*",
    "$.list[0]", "$.list[-1]", "$.list[-2]", "$.list[9]", "$.list[0,2]", "$.list[0,9]", "$.list[1:3]", "$.list[0:3:2]",
    "$.list[:3]", "$.list[3:]", "$.list[-2:]", "$.list[:-2]", "$.list[-3:-1]", "$.list[1:99]", "$.list[4:2]", "$.list[*]",
    "$.list.length()", "$.store.book.length()", "$.store.length()", "$.text.length()", "$.list.min()", "$.list.max()",
    "$.list.avg()", "$.list.sum()", "$.list.stddev()", "$.empty[*]", "$.empty[0]", "$.empty", "$.none", "$.none.x",
    "$.missing", "$.missing.x", "$.missing[0]", "$.missing[*]", "$.store.missing.x", "$.emptyMap", "$.emptyMap.*", "$.nested[0][1]",
    "$.nested[*][0]", "$.nested[1][1][0]", "$..[0]", "$['k.d']", '$["k.d"]', "$['k d']", "$.ü", "$['ü']", "$['store']['book'][0]['title']",
    "$['expensive','t']", "$['expensive','nope']", "$['nope','nope2']", "$.store.book[0]['author','title']", "$.store.book[*]['author','isbn']",
    "$.store.book[*].isbn", "$.store.book[*].tags", "$.store.book[*].tags[0]", "$.store.book[*].nope", "$.store.book[*].nope.x",
    "$.mixed[*].a", "$.mixed[?(@.a)]", "$.mixed[?(@.a == 1)]", "$.mixed[?(@.a == 'x')]", "$.mixed[?(@.a == null)]", "$.mixed[?(@.a != 1)]",
    "$.store.book[?(@.category == 'fiction' && @.price > 10)]", "$.store.book[?(@.category == 'reference' || @.price > 20)]",
    "$.store.book[?(@.title in ['Moby','Rings'])].price", "$.store.book[?(@.title nin ['Moby','Rings'])].price",
    "$.store.book[?(@.tags size 2)].title", "$.store.book[?(@.tags contains 'a')].title",
    "$.store.book[?(@.author == 'Nigel')].title", "$.store.book[?('Nigel' == @.author)].title", "$.store.book[?(@['author'] == 'Nigel')].title",
    "$.store.bicycle[?(@.color == 'red')]", "$.list[?(@ > 2)]", "$.list[?(@ == 3)]", "$.deep..a", "$.deep..b", "$..a.b", "$..nope", "$..book",
    "$.store.book.author", "$.store.book[0].author.x", "$.text.x", "$.expensive[0]", "$.expensive.*", "$.store.book[0].*", "$.list.*", "$.*",
    "$.t", "$.f", "store", "store.bicycle.color", "@.store.bicycle.color", "$store", "", "$.", "$..", "$.list[", "$.list[a]", "$.list[]", "$.list[1.5]", "$.a b",
    "$.store.book[?(@.price)", "$.store.book[?()]", "$['a", "$.list[:]", "$.nope()", "$.list.nope()", "$.store.book[(@.length-1)]", " $.t", "$.t ",
    "$.store.book[?(@.price > 8.95 && @.price < 20)].title", "$.store.book[?(!(@.isbn))].title", "$.store.book[?(!@.isbn)].title",
    "$.store.book[?(@.category == 'fiction' && (@.price < 10 || @.price > 20))].title", "$.store.book[?(@.tags empty true)]",
    "$.store.book[?(@.tags empty false)].title", "$.store.book[?(@.isbn =~ /0-\\d+/)].title", "$.store.book[0]['title']", "$.list[ 0 ]", "$[ 'expensive' ]",
    "$.store['book'][0].title", "$.store.book[?(@.title == \"Moby\")].price", "$.store.book[?(@.isbn && @.price < 10)].title", "$[*]", "$.[*]", "$.list[0][0]",
    "$..price.max()", "$.store.book[*].price.sum()", "$..book.length()", "$.store.book[?(@.price == 8.95)].title", "$.store.book[?(@.price == 22.990)].title",
    "$.nested.length()", "$.none.length()", "$.missing.length()", "$.store.book[?(@.author anyof ['x'])]", "$.store.book[?(@.tags subsetof ['a','b','c'])].title",
    "$.t[0]", "$..t", "$.list[-9]", "$.list[-9:2]", "$..tags[0]", "$..['price']", "$..['author','title']", "$.store.book.*.title",
)  # fmt: skip
