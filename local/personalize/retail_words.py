"""The vocabulary of the invented retailer: its product ranges and the places it sells to.

Every product comes in the two packs or models of its category; the factor multiplies the price.
"""

from typing import NamedTuple


class Range(NamedTuple):
    """A category: names of its packs with their price factors, and products with their base price in rand."""

    packs: tuple[tuple[str, float], tuple[str, float]]
    products: dict[str, int]


RANGES: dict[str, Range] = {
    "organic_food": Range(
        (("", 1.0), ("family pack", 2.2)),
        {
            "Organic rolled oats": 45,
            "Organic rooibos granola": 79,
            "Organic baby spinach": 32,
            "Organic free-range eggs": 64,
            "Organic cherry tomatoes": 38,
            "Organic almond butter": 119,
            "Organic quinoa": 69,
            "Organic Fairtrade bananas": 29,
            "Organic coconut yoghurt": 55,
            "Organic olive oil": 149,
        },
    ),
    "bakery": Range(
        (("", 1.0), ("double pack", 1.8)),
        {
            "Sourdough loaf": 48,
            "Seeded rye bread": 52,
            "Butter croissants": 59,
            "Ciabatta rolls": 39,
            "Buttermilk rusks": 74,
            "Banana loaf": 65,
            "Cinnamon buns": 62,
            "Bagels": 45,
            "Focaccia": 58,
            "Milk tart": 85,
        },
    ),
    "coffee_and_tea": Range(
        (("250 g", 1.0), ("1 kg", 3.4)),
        {
            "House espresso beans": 99,
            "Ethiopian Yirgacheffe beans": 139,
            "Kenyan AA beans": 149,
            "Swiss-water decaf beans": 129,
            "Filter coffee": 89,
            "Loose-leaf rooibos": 59,
            "Earl Grey tea": 75,
            "Green sencha tea": 95,
            "Honeybush tea": 69,
            "Masala chai": 79,
        },
    ),
    "wine": Range(
        (("750 ml", 1.0), ("case of six", 5.4)),
        {
            "Chenin blanc": 95,
            "Sauvignon blanc": 110,
            "Pinotage": 125,
            "Shiraz": 140,
            "Cap classique brut": 210,
            "Chardonnay": 150,
            "Cabernet sauvignon": 165,
            "Rosé": 90,
            "Merlot": 120,
            "Viognier": 135,
        },
    ),
    "household": Range(
        (("", 1.0), ("bulk pack", 2.6)),
        {
            "Laundry liquid": 129,
            "Dishwasher tablets": 159,
            "Recycled kitchen roll": 49,
            "Surface cleaner": 45,
            "Compostable bin bags": 55,
            "Beeswax wraps": 139,
            "Bamboo dish brush": 59,
            "Fabric softener": 75,
            "Glass cleaner": 42,
            "Scented candle": 119,
        },
    ),
    "baby_care": Range(
        (("", 1.0), ("twin pack", 1.9)),
        {
            "Newborn nappies": 189,
            "Sensitive baby wipes": 49,
            "Baby shampoo": 65,
            "Muslin cloths": 149,
            "Silicone feeding spoons": 89,
            "Baby barrier cream": 79,
            "Teething ring": 69,
            "Cotton bibs": 99,
            "Fruit purée pouches": 119,
            "Bath thermometer": 135,
        },
    ),
    "pet_care": Range(
        (("2 kg", 1.0), ("8 kg", 3.3)),
        {
            "Grain-free dog food": 219,
            "Puppy kibble": 199,
            "Senior dog food": 209,
            "Indoor cat food": 229,
            "Kitten kibble": 215,
            "Clumping cat litter": 95,
            "Bird seed": 69,
            "Rabbit hay": 85,
            "Dog biscuits": 110,
            "Aquarium gravel": 79,
        },
    ),
    "beauty": Range(
        (("", 1.0), ("gift set", 2.1)),
        {
            "Vitamin C serum": 249,
            "Marula face oil": 279,
            "Clay mask": 159,
            "Rose hand cream": 99,
            "Mineral sunscreen": 189,
            "Shea body butter": 145,
            "Micellar water": 119,
            "Lip balm": 49,
            "Exfoliating scrub": 139,
            "Night cream": 229,
        },
    ),
    "fitness": Range(
        (("", 1.0), ("pro", 1.9)),
        {
            "Yoga mat": 349,
            "Resistance bands": 199,
            "Adjustable dumbbell": 899,
            "Foam roller": 279,
            "Skipping rope": 149,
            "Whey protein": 549,
            "Running belt": 229,
            "Kettlebell": 499,
            "Insulated water bottle": 259,
            "Exercise ball": 299,
        },
    ),
    "electronics": Range(
        (("", 1.0), ("plus", 1.6)),
        {
            "Wireless earbuds": 899,
            "Bluetooth speaker": 749,
            "Power bank": 499,
            "USB-C charger": 299,
            "Smart plug": 249,
            "Fitness watch": 1499,
            "E-reader": 2199,
            "Webcam": 799,
            "Desk lamp": 549,
            "Noise-cancelling headphones": 2999,
        },
    ),
    "home_and_garden": Range(
        (("", 1.0), ("set of two", 1.8)),
        {
            "Terracotta planter": 189,
            "Herb garden kit": 229,
            "Cast-iron skillet": 599,
            "Linen throw": 449,
            "Solar path light": 159,
            "Watering can": 199,
            "Acacia chopping board": 279,
            "Ceramic vase": 329,
            "Bird feeder": 169,
            "Pruning shears": 249,
        },
    ),
    "books": Range(
        (("paperback", 1.0), ("hardback", 1.7)),
        {
            "The Winelands Kitchen": 285,
            "Field Guide to Fynbos": 320,
            "Trails of Table Mountain": 265,
            "Bread for Beginners": 245,
            "The Savanna Mysteries": 195,
            "Stars over the Karoo": 210,
            "Small-Space Gardening": 255,
            "A Short History of Trade": 275,
            "Bedtime Tales": 165,
            "The Long Swim": 185,
        },
    ),
    "fashion": Range(
        (("regular fit", 1.0), ("relaxed fit", 1.05)),
        {
            "Merino jumper": 799,
            "Linen shirt": 549,
            "Organic cotton T-shirt": 249,
            "Denim jacket": 899,
            "Chino trousers": 599,
            "Rain jacket": 999,
            "Wool socks": 129,
            "Summer dress": 699,
            "Leather belt": 349,
            "Fleece hoodie": 549,
        },
    ),
    "outdoor": Range(
        (("", 1.0), ("expedition", 1.9)),
        {
            "Two-person tent": 1899,
            "Sleeping bag": 999,
            "Trekking poles": 649,
            "Head torch": 399,
            "Camping stove": 749,
            "Day pack": 699,
            "Cool box": 899,
            "Hammock": 459,
            "Beach umbrella": 549,
            "Braai grid": 329,
        },
    ),
}

# Shops, by region: most products that are not sold everywhere are sold in one region.
REGIONS: dict[str, tuple[str, ...]] = {
    "western cape": ("cape town", "stellenbosch", "george"),
    "inland": ("johannesburg", "pretoria", "bloemfontein"),
    "east coast": ("durban", "gqeberha"),
    "east africa": ("nairobi", "kampala"),
    "britain": ("london", "manchester"),
}
LOCATIONS: tuple[str, ...] = tuple(city for cities in REGIONS.values() for city in cities)
EVERYWHERE = "everywhere"
