package io.ate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where objects are, as plainly as it can be said: what was committed, in order, and what one unit of work has put
 * elsewhere since. Confined to one test.
 *
 * @param committed the objects of each place, in order
 * @param now where each object is that is there
 * @param put the objects that the unit of work put where they are, in that order
 */
record PlaceModel(Map<Place, List<PrimaryKey>> committed, Map<PrimaryKey, Place> now, List<PrimaryKey> put) {

    /** A collection of an object, or the top. */
    record Place(Optional<PrimaryKey> parent, String collection) {
        static final Place TOP = new Place(Optional.empty(), "");
    }

    static PlaceModel empty() {
        return new PlaceModel(Map.of(), new LinkedHashMap<>(), new ArrayList<>());
    }

    /** The same, for a unit of work of which nobody else is to see anything yet. */
    PlaceModel begin() {
        return new PlaceModel(committed, new LinkedHashMap<>(now), new ArrayList<>());
    }

    /** What is so when the unit of work has been committed. */
    PlaceModel commit() {
        Map<Place, List<PrimaryKey>> places = new LinkedHashMap<>();
        now.values().forEach(place -> places.computeIfAbsent(place, this::in));
        return new PlaceModel(places, new LinkedHashMap<>(now), new ArrayList<>());
    }

    Collection<PrimaryKey> objects() {
        return now.keySet();
    }

    List<PrimaryKey> in(Place place) {
        List<PrimaryKey> there = new ArrayList<>(committed.getOrDefault(place, List.of()));
        there.removeIf(each -> !isIn(each, place) || put.contains(each));
        put.stream().filter(each -> isIn(each, place)).forEach(there::add);
        return there;
    }

    void put(PrimaryKey object, Place place) {
        if (isIn(object, place)) {
            return;
        }
        now.put(object, place);
        put.remove(object);
        if (!committed.getOrDefault(place, List.of()).contains(object)) {
            put.add(object);
        }
    }

    void delete(PrimaryKey object) {
        List.copyOf(objects()).stream().filter(each -> isAtOrBelow(each, object)).toList().forEach(each -> {
            now.remove(each);
            put.remove(each);
        });
    }

    boolean isAtOrBelow(PrimaryKey object, PrimaryKey above) {
        Optional<PrimaryKey> at = Optional.of(object);
        while (at.isPresent() && !at.get().equals(above)) {
            Place place = now.get(at.get());
            at = place == null ? Optional.empty() : place.parent();
        }
        return at.isPresent();
    }

    private boolean isIn(PrimaryKey object, Place place) {
        return place.equals(now.get(object));
    }
}
