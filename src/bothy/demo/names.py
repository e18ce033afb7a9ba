"""Invented chosen names, codes and staff. Any likeness to a living person is chance."""

from numpy.random import Generator

BIRDS = [
    "Lark",
    "Plover",
    "Wren",
    "Finch",
    "Sparrow",
    "Heron",
    "Kestrel",
    "Merlin",
    "Swift",
    "Curlew",
    "Dipper",
    "Dunnock",
    "Siskin",
    "Linnet",
    "Rook",
    "Jay",
    "Robin",
    "Martin",
    "Tern",
    "Gannet",
    "Puffin",
    "Skylark",
    "Redwing",
    "Teal",
    "Osprey",
    "Peewit",
    "Whinchat",
    "Goldcrest",
    "Lapwing",
    "Avocet",
]
CREATURES = [
    "Otter",
    "Badger",
    "Hare",
    "Stoat",
    "Fox",
    "Marten",
    "Vole",
    "Minnow",
    "Salmon",
    "Pike",
    "Hedgehog",
    "Squirrel",
    "Beaver",
    "Newt",
    "Moth",
    "Adder",
    "Pony",
    "Collie",
    "Whippet",
    "Lurcher",
    "Bear",
    "Tiger",
    "Panda",
    "Gecko",
]
FIRST_MALE = [
    "Jim",
    "Tam",
    "Davie",
    "Shug",
    "Wullie",
    "Kenny",
    "Stevie",
    "Gary",
    "Paul",
    "Mark",
    "Craig",
    "Scott",
    "Ian",
    "John",
    "Rab",
    "Joe",
    "Alec",
    "Gordon",
    "Derek",
    "Colin",
    "Billy",
    "Brian",
    "Chris",
    "Dougie",
    "Frank",
    "Graham",
    "Jamie",
    "Kevin",
    "Lee",
    "Malky",
    "Neil",
    "Pat",
    "Ricky",
    "Sandy",
    "Tony",
    "Andy",
    "Barry",
    "Charlie",
    "Danny",
    "Eddie",
    "Fergus",
    "Gerry",
    "Hughie",
    "Kyle",
    "Liam",
    "Mick",
    "Ross",
    "Sean",
    "Stuart",
    "Tommy",
]
FIRST_FEMALE = [
    "Ruby",
    "Senga",
    "Angie",
    "Mags",
    "Shona",
    "Karen",
    "Tracy",
    "Donna",
    "Lynn",
    "Kirsty",
    "Gillian",
    "Michelle",
    "Nicole",
    "Rhona",
    "Isla",
    "Morag",
    "Jackie",
    "Debbie",
    "Lorraine",
    "Heather",
    "Cathy",
    "Eileen",
    "Fiona",
    "Gemma",
    "Julie",
    "Kelly",
    "Leanne",
    "Mandy",
    "Pauline",
    "Sharon",
    "Tina",
    "Yvonne",
]
OTHERS = [
    "Pax",
    "Ziggy",
    "Blue",
    "Ginger",
    "Sox",
    "Smiley",
    "Skip",
    "Duke",
    "Ace",
    "Bunny",
    "Sailor",
    "Chalky",
    "Tattie",
    "Biscuit",
    "Toffee",
    "Moon",
    "Sunny",
    "Rusty",
    "Jinks",
    "Doc",
    "Prof",
    "Elvis",
    "Bowie",
    "Roxy",
    "Dusty",
    "Misty",
    "Storm",
    "River",
    "Rain",
    "Sky",
    "Midge",
    "Nips",
    "Tiny",
    "Buster",
    "Scout",
    "Cosmo",
    "Banjo",
    "Fizz",
    "Domino",
    "Pepper",
    "Clover",
    "Bramble",
    "Thistledown",
    "Heather-Ann",
    "Wee-Man",
    "Spud-U",
    "Joker",
    "Ghost",
    "Cap",
    "Bobble",
    "Specs",
    "Slim",
    "Curly",
    "Ranger",
]
CODE_FRUIT = [
    "plum",
    "apple",
    "pear",
    "cherry",
    "bramble",
    "rowan",
    "sloe",
    "quince",
    "damson",
    "currant",
    "elder",
    "hazel",
    "juniper",
    "rose",
    "fig",
    "lemon",
]
CODE_THING = [
    "otter",
    "lamp",
    "kettle",
    "boat",
    "drum",
    "button",
    "ladder",
    "bell",
    "feather",
    "candle",
    "anchor",
    "saddle",
    "pebble",
    "basket",
    "whistle",
    "comb",
]

PIN = "2468"
"""The same for everybody: it keeps nothing safe here, and the welcome page shows it."""

STAFF = (
    ("Ailsa", "shift_lead"), ("Gregor", "shift_lead"), ("Nadia", "shift_lead"), ("Callum", "shift_lead"),
    ("Priya", "nurse"), ("Mo", "nurse"), ("Eilidh", "nurse"), ("Josh", "nurse"), ("Catriona", "nurse"),
    ("Sam", "nurse"), ("Oyin", "nurse"), ("Hamish", "nurse"), ("Beth", "nurse"), ("Tomasz", "nurse"),
    ("Davina", "worker"), ("Iain", "worker"), ("Zara", "worker"), ("Rory", "worker"), ("Mhairi", "worker"),
    ("Kofi", "worker"), ("Lesley", "worker"), ("Euan", "worker"), ("Farah", "worker"), ("Struan", "worker"),
    ("Jean", "reception"), ("Marcus", "reception"), ("Uzma", "reception"), ("Peter", "reception"),
    ("Innes", "manager"), ("Rowena", "analyst"), ("Anwar", "inspector"),
)  # fmt: skip
"""Thirty-one people, as many as the Thistle's published staff (Health and Social Care Partnership, 2024)."""


def chosen_names(rng: Generator, sexes: list[str]) -> list[str]:
    """A chosen name for everybody: some share one, as on any floor."""
    names: list[str] = []
    for sex in sexes:
        kind = rng.random()
        if kind < 0.27:
            base = BIRDS[rng.integers(len(BIRDS))]
        elif kind < 0.42:
            base = CREATURES[rng.integers(len(CREATURES))]
        elif kind < 0.62:
            base = OTHERS[rng.integers(len(OTHERS))]
        else:
            pool = FIRST_MALE if sex == "male" else FIRST_FEMALE
            base = pool[rng.integers(len(pool))]
            twist = rng.random()
            if twist < 0.35:
                base = f"{base} {'ABCDFGHKLMRSTW'[rng.integers(14)]}"
            elif twist < 0.5:
                base = f"{('Big', 'Wee', 'Young', 'Auld')[rng.integers(4)]} {base}"
        names.append(base)
    return names


def codes(rng: Generator, count: int) -> list[str]:
    """Memorable codes, each different: "plum-otter-7"."""
    made: dict[str, None] = {}
    while len(made) < count:
        fruit, thing = CODE_FRUIT[rng.integers(len(CODE_FRUIT))], CODE_THING[rng.integers(len(CODE_THING))]
        made[f"{fruit}-{thing}-{rng.integers(2, 100)}"] = None
    return list(made)
