def run(options):
    return {}


def write(facts, found):
    return str(found)[:300]
