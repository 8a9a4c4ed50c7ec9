package io.ate.internal.simulation;

import io.ate.Dao;
import io.ate.DaoChild;
import io.ate.DaoMap;
import io.ate.DaoRef;
import io.ate.DaoStream;
import io.ate.Dio;
import io.ate.Field;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Ruled;
import io.ate.Rules;
import io.ate.internal.simulation.Intent.Spot;
import io.ate.internal.simulation.Intent.Terms;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes a body up as it goes: does things by chance to what it sees, through the same calls as any program, and notes
 * what it means by them. Confined to one run of one body.
 */
final class Improviser {
    private static final List<Field.Vec<Box>> VECS = List.of(Box.BOXES, Box.SPARE);

    private final Schedule schedule;
    private final List<PublicKeys> people;
    private final Dio dio;
    private final Deed deed;
    private final Map<PrimaryKey, Row> seen;
    private final Set<PrimaryKey> touched = new HashSet<>();
    private final List<PrimaryKey> born = new ArrayList<>();
    /** Where this body has put what it has stored or placed. */
    private final Map<PrimaryKey, Spot> placed = new HashMap<>();
    private final Mode mode;
    private int values;

    /** What is transferred: what is merged also where somebody waits, or what is not. */
    private enum Mode {
        SUMS, PURSES
    }

    /** @param seen all that the body sees */
    Improviser(Schedule schedule, List<PublicKeys> people, Dio dio, Deed deed, Map<PrimaryKey, Row> seen) {
        this.schedule = schedule;
        this.people = people;
        this.dio = dio;
        this.deed = deed;
        this.seen = seen;
        this.mode = schedule.oneIn(2) ? Mode.SUMS : Mode.PURSES;
    }

    /** Does so many things, as far as there is something to do them to. */
    void improvise(int things) {
        for (int i = 0; i < things; i++) {
            improvise();
        }
    }

    private void improvise() {
        switch ((int) schedule.between(0, 25)) {
            case 0, 1 -> storeAtTop();
            case 2, 3, 4, 5 -> add();
            case 6, 7, 8, 9 -> update();
            case 10 -> overwrite();
            case 11 -> delete();
            case 12, 13 -> move();
            case 14, 15 -> put();
            case 16 -> remove();
            case 17 -> setLid();
            case 18, 19 -> append();
            case 20, 21 -> requireUnchanged();
            case 22, 23 -> transfer();
            case 24 -> changeReaders();
            default -> changeWriters();
        }
    }

    /** No two values are alike, so that which one is there tells who wrote it. */
    private long fresh() {
        return deed.number() * 100L + values++;
    }

    private Box freshBox() {
        return new Box(fresh(), fresh(), fresh());
    }

    private static DaoRef<Box> ref(PrimaryKey key) {
        return DaoRef.of(Box.class, key);
    }

    // --- what is there to choose from

    private Optional<PrimaryKey> anyBox() {
        Stream<PrimaryKey> there = seen.entrySet()
                .stream()
                .filter(each -> each.getValue().value().map(Box.class::isInstance).orElseGet(() -> schedule.oneIn(8)))
                .map(Map.Entry::getKey);
        List<PrimaryKey> boxes = Stream.concat(there, born.stream())
                .filter(each -> dio.exists(ref(each)))
                .toList();
        return boxes.isEmpty() ? Optional.empty()
                : Optional.of(boxes.get((int) schedule.between(0, boxes.size() - 1)));
    }

    /** One that this body has not changed: each is changed once, so that what is meant is plain. */
    private Optional<PrimaryKey> anyUntouched() {
        return anyBox().filter(each -> !touched.contains(each) && seen.containsKey(each));
    }

    private Row row(PrimaryKey key) {
        return Optional.ofNullable(seen.get(key)).orElseThrow();
    }

    // --- what can be done

    private void storeAtTop() {
        Box value = freshBox();
        Rules rules = anyRules();
        Dao<Box> stored = dio.store(value, rules);
        born(stored, Spot.TOP, value, rules);
    }

    private void add() {
        anyBox().ifPresent(parent -> {
            Field.Vec<Box> field = VECS.get((int) schedule.between(0, 1));
            Box value = freshBox();
            Rules rules = anyRules();
            Dao<Box> added = dio.load(ref(parent)).in(field).add(value, rules);
            born(added, new Spot(parent, field.name()), value, rules);
        });
    }

    private void born(Dao<Box> dao, Spot spot, Box value, Rules rules) {
        born.add(dao.key());
        placed.put(dao.key(), spot);
        deed.mean(new Intent.Store(dao.key(), spot, null, value, Terms.of(rules)));
    }

    private Rules anyRules() {
        Rules rules = Rules.inherit();
        if (schedule.oneIn(5)) {
            rules = rules.readableBy(anyone());
        }
        if (schedule.oneIn(8)) {
            rules = rules.writableBy(anyone());
        }
        return schedule.oneIn(8) ? rules.controlledBy(anyone()) : rules;
    }

    private PublicKeys[] anyone() {
        List<PublicKeys> some = new ArrayList<>(people);
        Collections.shuffle(some, new Random(schedule.random().nextLong()));
        return some.subList(0, (int) schedule.between(1, some.size())).toArray(PublicKeys[]::new);
    }

    private void update() {
        anyUntouched().ifPresent(key -> {
            Dao<Box> dao = dio.load(ref(key));
            Box base = dao.value();
            Box mine = base.with((int) schedule.between(0, 2), fresh());
            dao.update(_ -> mine);
            touched.add(key);
            deed.mean(new Intent.Update(key, base, mine));
        });
    }

    private void overwrite() {
        anyUntouched().ifPresent(key -> {
            Box value = freshBox();
            dio.load(ref(key)).overwrite(value);
            touched.add(key);
            Row row = row(key);
            boolean isNamed = List.of(Box.LABELLED.name(), Box.LID.name()).contains(row.spot().collection());
            deed.mean(isNamed ? new Intent.Put(key, row.spot(), row.name(), value)
                    : new Intent.Overwrite(key, value));
        });
    }

    private void delete() {
        anyUntouched().filter(this::isNothingDoneBelow).ifPresent(key -> {
            dio.delete(ref(key));
            touched.add(key);
            deed.demand(key, row(key));
            deed.mean(new Intent.Delete(key));
        });
    }

    /** What dies with what it hangs below is not looked at any more, whatever was meant by it. */
    private boolean isNothingDoneBelow(PrimaryKey key) {
        return deed.touched().stream().noneMatch(each -> isBelow(each, key));
    }

    private void move() {
        anyBox().filter(each -> seen.containsKey(each) && isMovable(each)).ifPresent(key -> {
            Optional<PrimaryKey> parent = schedule.oneIn(4) ? Optional.empty() : anyBox();
            if (parent.filter(each -> isBelow(each, key)).isPresent()) {
                return;
            }
            Field.Vec<Box> field = VECS.get((int) schedule.between(0, 1));
            Spot to = parent.map(each -> new Spot(each, field.name())).orElse(Spot.TOP);
            if (to.equals(row(key).spot())) {
                return;
            }
            Dao<Box> dao = dio.load(ref(key));
            if (parent.isPresent()) {
                dao.moveTo(dio.load(ref(parent.get())).in(field));
            } else {
                dao.moveToTop();
            }
            touched.add(key);
            placed.put(key, to);
            deed.demand(key, row(key));
            deed.mean(new Intent.Move(key, to));
        });
    }

    private boolean isMovable(PrimaryKey key) {
        String collection = row(key).spot().collection();
        return !placed.containsKey(key)
                && (collection.isEmpty() || VECS.stream().anyMatch(each -> each.name().equals(collection)));
    }

    private boolean isBelow(PrimaryKey key, PrimaryKey above) {
        PrimaryKey at = key;
        while (!at.isZero() && !at.equals(above)) {
            Spot spot = placed.get(at);
            at = (spot != null ? spot : row(at).spot()).parent();
        }
        return at.equals(above);
    }

    private void put() {
        anyBox().ifPresent(parent -> {
            DaoMap<String, Box> map = dio.load(ref(parent)).in(Box.LABELLED);
            String label = anyLabel();
            PrimaryKey key = map.ref(label).key();
            if (!touched.add(key)) {
                return;
            }
            Box value = freshBox();
            Spot spot = new Spot(parent, Box.LABELLED.name());
            placed.putIfAbsent(key, spot);
            if (schedule.oneIn(2)) {
                map.put(label, value);
                deed.mean(new Intent.Put(key, spot, label, value));
            } else if (map.putIfAbsent(label, value)) {
                deed.mean(new Intent.Store(key, spot, label, value, Terms.INHERITED));
            }
        });
    }

    private String anyLabel() {
        return "label " + schedule.between(1, 3);
    }

    private void remove() {
        anyBox().ifPresent(parent -> {
            DaoMap<String, Box> map = dio.load(ref(parent)).in(Box.LABELLED);
            String label = anyLabel();
            PrimaryKey key = map.ref(label).key();
            if (map.containsKey(label) && touched.add(key) && isNothingDoneBelow(key)
                    && map.remove(label)) {
                deed.demand(key, row(key));
                deed.mean(new Intent.Delete(key));
            }
        });
    }

    private void setLid() {
        anyBox().ifPresent(parent -> {
            DaoChild<Box> lid = dio.load(ref(parent)).in(Box.LID);
            PrimaryKey key = lid.ref().key();
            if (!touched.add(key)) {
                return;
            }
            Box value = freshBox();
            Spot spot = new Spot(parent, Box.LID.name());
            placed.putIfAbsent(key, spot);
            switch ((int) schedule.between(0, 2)) {
                case 0 -> {
                    lid.set(value);
                    deed.mean(new Intent.Put(key, spot, null, value));
                }
                case 1 -> {
                    if (lid.setIfAbsent(value)) {
                        deed.mean(new Intent.Store(key, spot, null, value, Terms.INHERITED));
                    }
                }
                default -> {
                    if (lid.isPresent() && isNothingDoneBelow(key) && lid.remove()) {
                        deed.demand(key, row(key));
                        deed.mean(new Intent.Delete(key));
                    }
                }
            }
        });
    }

    private void append() {
        anyBox().ifPresent(key -> {
            DaoStream<Box> stream = dio.load(ref(key)).in(Box.HISTORY);
            long revision = stream.revision();
            Box event = freshBox();
            stream.append(revision, event);
            deed.mean(new Intent.Append(key, revision, event));
        });
    }

    private void requireUnchanged() {
        anyUntouched().ifPresent(key -> {
            dio.load(ref(key)).requireUnchanged();
            deed.demand(key, row(key));
        });
    }

    private void transfer() {
        long amount = schedule.between(1, 99);
        List<Dao<Sums.Sum>> sums = untouched(Sums.Sum.class);
        List<Dao<Purse>> purses = untouched(Purse.class);
        if (mode == Mode.SUMS && sums.size() > 1) {
            plus(take(sums), -amount);
            plus(take(sums), amount);
        } else if (mode == Mode.PURSES && purses.size() > 1) {
            fill(take(purses), -amount);
            fill(take(purses), amount);
        }
    }

    private <T> List<Dao<T>> untouched(Class<T> type) {
        return new ArrayList<>(dio.roots(type).filter(each -> !touched.contains(each.key())).toList());
    }

    private <T> T take(List<T> some) {
        return some.remove((int) schedule.between(0, some.size() - 1));
    }

    private void plus(Dao<Sums.Sum> sum, long amount) {
        Sums.Sum base = sum.value();
        Sums.Sum mine = sum.update(each -> each.plus(amount));
        touched.add(sum.key());
        deed.mean(new Intent.Update(sum.key(), base, mine));
    }

    private void fill(Dao<Purse> purse, long amount) {
        Purse base = purse.value();
        Purse mine = purse.update(each -> new Purse(each.money() + amount));
        touched.add(purse.key());
        deed.mean(new Intent.Update(purse.key(), base, mine));
    }

    /** Only of what has readers of its own: all else would have a whole subtree sealed anew, by threads of its own. */
    private void changeReaders() {
        anyUntouched().ifPresent(key -> {
            Dao<Box> dao = dio.load(ref(key));
            if (dao.rules().readers() instanceof Rules.Who.Only(List<PublicKeys> readers)) {
                PublicKeys who = people.get((int) schedule.between(0, people.size() - 1));
                if (!readers.contains(who)) {
                    dao.grantRead(who);
                } else if (readers.size() > 1) {
                    dao.revokeRead(who.id());
                } else {
                    return;
                }
                ruled(key, dao);
            }
        });
    }

    private void changeWriters() {
        PublicKeys who = people.get((int) schedule.between(0, people.size() - 1));
        Optional<PrimaryKey> object = schedule.oneIn(2) ? Optional.empty() : anyUntouched();
        if (object.isEmpty() && !touched.add(PrimaryKey.ZERO)) {
            return;
        }
        Ruled ruled = object.<Ruled>map(each -> dio.load(ref(each))).orElseGet(dio::chainRules);
        if (ruled.rules().writers() instanceof Rules.Who.Only(List<PublicKeys> writers) && writers.contains(who)) {
            ruled.revokeWrite(who.id());
        } else {
            ruled.grantWrite(who);
        }
        object.ifPresentOrElse(key -> ruled(key, ruled),
                () -> deed.mean(new Intent.Rule(PrimaryKey.ZERO, Terms.of(ruled.rules()))));
    }

    private void ruled(PrimaryKey key, Ruled ruled) {
        touched.add(key);
        deed.demand(key, row(key));
        deed.mean(new Intent.Rule(key, Terms.of(ruled.rules())));
    }
}
