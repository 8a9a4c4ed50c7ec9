package io.ate.internal.simulation;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.simulation.Intent.Spot;
import io.ate.internal.simulation.Intent.Terms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a chain is to be, in the simplest words: objects in a map, to which one deed is done after the other. Knows
 * nothing of logs, keys and merging trees, and shares no code with what it is compared with. Confined to one thread.
 */
final class SequentialChain {
    private final Map<PrimaryKey, Thing> things = new HashMap<>();
    private final Map<Spot, List<PrimaryKey>> collections = new HashMap<>();
    private Terms rules;

    /** One object. */
    private static final class Thing {
        private Spot spot;
        private final @Nullable String name;
        private Object value;
        private Terms terms;
        /** Who gave it its value, or was a reader at any time since then. */
        private Set<KeyId> readable = new HashSet<>();
        private final List<Box> history = new ArrayList<>();

        private Thing(Spot spot, @Nullable String name, Object value, Terms terms) {
            this.spot = spot;
            this.name = name;
            this.value = value;
            this.terms = terms;
        }

        private Thing copy() {
            Thing copy = new Thing(spot, name, value, terms);
            copy.readable = new HashSet<>(readable);
            copy.history.addAll(history);
            return copy;
        }
    }

    /** A deed that cannot have been done here. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1;

        Violation(String what) {
            super(what);
        }
    }

    /** @param rules of the chain, complete */
    SequentialChain(Terms rules) {
        this.rules = rules;
    }

    SequentialChain copy() {
        SequentialChain copy = new SequentialChain(rules);
        things.forEach((key, thing) -> copy.things.put(key, thing.copy()));
        collections.forEach((spot, keys) -> copy.collections.put(spot, new ArrayList<>(keys)));
        return copy;
    }

    /**
     * Does it, whole.
     *
     * @return whether it met everything that it changes as its body saw it
     * @throws Violation if it must not be stored here
     */
    boolean perform(Deed deed) {
        deed.demanded().forEach((key, seen) -> demandAsSeen(key, seen));
        SequentialChain before = copy();
        boolean clean = perform(deed, each -> !(each instanceof Intent.Delete));
        clean &= perform(deed, Intent.Delete.class::isInstance); // last, as what was moved below comes to its end, too
        SequentialChain ruled = before.copy();
        deed.intents().stream().filter(Intent.Rule.class::isInstance).forEach(each -> ruled.ruleIfThere(each, deed));
        deed.intents().forEach(each -> demandRight(deed, each, before, ruled));
        return clean;
    }

    private boolean perform(Deed deed, Predicate<Intent> which) {
        boolean clean = true;
        for (Intent each : deed.intents()) {
            clean &= !which.test(each) || perform(each, deed);
        }
        return clean;
    }

    /** Does what the body itself sees of what it has done so far. */
    void anticipate(Deed deed) {
        var _ = perform(deed, _ -> true);
    }

    private void demandAsSeen(PrimaryKey key, Row seen) {
        Thing thing = thing(key);
        if (!thing.spot.equals(seen.spot())) {
            throw new Violation(key + " was seen in " + seen.spot() + " and is in " + thing.spot);
        }
        if (seen.value().isPresent() && !seen.value().get().equals(thing.value)) {
            throw new Violation(key + " was seen as " + seen.value().get() + " and is " + thing.value);
        }
    }

    private Thing thing(PrimaryKey key) {
        Thing thing = things.get(key);
        if (thing == null) {
            throw new Violation("there is no " + key);
        }
        return thing;
    }

    private boolean perform(Intent intent, Deed deed) {
        return switch (intent) {
            case Intent.Store store -> {
                if (things.containsKey(store.key())) {
                    throw new Violation(store.key() + " is there already");
                }
                add(store.key(), new Thing(store.spot(), store.name(), store.value(), store.terms()), deed);
                yield true;
            }
            case Intent.Put put -> {
                if (things.containsKey(put.key())) {
                    write(put.key(), put.value(), deed);
                } else {
                    add(put.key(), new Thing(put.spot(), put.name(), put.value(), Terms.INHERITED), deed);
                }
                yield true;
            }
            case Intent.Update update -> {
                Object theirs = thing(update.key()).value;
                write(update.key(), merged(update, theirs, deed.isAwaited()), deed);
                yield theirs.equals(update.base());
            }
            case Intent.Overwrite overwrite -> {
                write(overwrite.key(), overwrite.value(), deed);
                yield true;
            }
            case Intent.Delete delete -> {
                thing(delete.key());
                end(delete.key());
                yield true;
            }
            case Intent.Move move -> {
                move(move);
                yield true;
            }
            case Intent.Rule rule -> {
                rule(rule);
                yield true;
            }
            case Intent.Append append -> {
                List<Box> history = thing(append.key()).history;
                if (history.size() != append.revision()) {
                    throw new Violation("an event behind revision " + append.revision() + " of " + append.key()
                            + ", which is at " + history.size());
                }
                history.add(append.event());
                yield true;
            }
        };
    }

    private void add(PrimaryKey key, Thing thing, Deed deed) {
        if (!thing.spot.parent().isZero()) {
            thing(thing.spot.parent());
        }
        things.put(key, thing);
        collections.computeIfAbsent(thing.spot, _ -> new ArrayList<>()).add(key);
        isWritten(key, deed);
    }

    private void write(PrimaryKey key, Object value, Deed deed) {
        thing(key).value = value;
        isWritten(key, deed);
    }

    private void isWritten(PrimaryKey key, Deed deed) {
        Set<KeyId> readable = new HashSet<>(readers(key));
        readable.add(deed.author());
        thing(key).readable = readable;
    }

    private static Object merged(Intent.Update update, Object theirs, boolean awaited) {
        if (update.mine() instanceof Sums.Sum mine && update.base() instanceof Sums.Sum base
                && theirs instanceof Sums.Sum sum) {
            return sum.plus(mine.total() - base.total());
        }
        if (theirs.equals(update.base())) {
            return update.mine();
        }
        if (!awaited && theirs instanceof Box other && update.base() instanceof Box base
                && update.mine() instanceof Box mine) {
            return new Box(merged(base.a(), mine.a(), other.a(), update),
                    merged(base.b(), mine.b(), other.b(), update), merged(base.c(), mine.c(), other.c(), update));
        }
        throw new Violation(update.key() + " was updated from " + update.base() + " and is " + theirs);
    }

    private static long merged(long base, long mine, long theirs, Intent.Update update) {
        if (mine != base && theirs != base && mine != theirs) {
            throw new Violation("a field of " + update.key() + " was " + base + ", became " + theirs
                    + " and was then made " + mine);
        }
        return mine == base ? theirs : mine;
    }

    private void end(PrimaryKey key) {
        Thing thing = Objects.requireNonNull(things.remove(key));
        Objects.requireNonNull(collections.get(thing.spot)).remove(key);
        below(key).forEach(this::end);
    }

    private List<PrimaryKey> below(PrimaryKey key) {
        return collections.entrySet()
                .stream()
                .filter(each -> each.getKey().parent().equals(key))
                .flatMap(each -> List.copyOf(each.getValue()).stream())
                .toList();
    }

    private void move(Intent.Move move) {
        Thing thing = thing(move.key());
        for (PrimaryKey at = move.to().parent(); !at.isZero(); at = thing(at).spot.parent()) {
            if (at.equals(move.key())) {
                throw new Violation(move.key() + " was moved below itself");
            }
        }
        Objects.requireNonNull(collections.get(thing.spot)).remove(move.key());
        thing.spot = move.to();
        collections.computeIfAbsent(move.to(), _ -> new ArrayList<>()).add(move.key());
    }

    private void rule(Intent.Rule rule) {
        if (rule.key().isZero()) {
            rules = rule.terms();
            return;
        }
        thing(rule.key()).terms = rule.terms();
        readersCame(rule.key());
    }

    private void ruleIfThere(Intent rule, Deed deed) {
        if (rule.key().isZero() || things.containsKey(rule.key())) {
            var _ = perform(rule, deed);
        }
    }

    private void readersCame(PrimaryKey key) {
        thing(key).readable.addAll(readers(key));
        below(key).stream().filter(each -> thing(each).terms.readers().isEmpty()).forEach(this::readersCame);
    }

    // --- rights

    private Set<KeyId> readers(PrimaryKey key) {
        return inForce(key, Terms::readers);
    }

    /** Every one of an object's readers reads it now. */
    boolean mustRead(KeyId who, PrimaryKey key) {
        return readers(key).contains(who);
    }

    /** Nobody reads it who was no reader at any time since it got its value. */
    boolean mayRead(KeyId who, PrimaryKey key) {
        return thing(key).readable.contains(who);
    }

    private Set<KeyId> inForce(PrimaryKey key, Function<Terms, Optional<Set<KeyId>>> kind) {
        for (PrimaryKey at = key; !at.isZero(); at = thing(at).spot.parent()) {
            Optional<Set<KeyId>> own = kind.apply(thing(at).terms);
            if (own.isPresent()) {
                return own.get();
            }
        }
        return kind.apply(rules).orElseThrow();
    }

    private void demandRight(Deed deed, Intent intent, SequentialChain before, SequentialChain ruled) {
        List<SequentialChain> states = List.of(before, ruled, this);
        boolean isAllowed = switch (intent) {
            case Intent.Store store -> mayWrite(deed, store.spot().parent(), states);
            case Intent.Put put ->
                    mayWrite(deed, before.things.containsKey(put.key()) ? put.key() : put.spot().parent(), states);
            case Intent.Update update -> mayWrite(deed, update.key(), states);
            case Intent.Overwrite overwrite -> mayWrite(deed, overwrite.key(), states);
            case Intent.Delete delete -> mayWrite(deed, delete.key(), states);
            case Intent.Append append -> mayWrite(deed, append.key(), states);
            case Intent.Move move -> mayControl(deed, move.key(), states) && mayWrite(deed, move.to().parent(), states);
            case Intent.Rule rule -> mayControl(deed, rule.key(), states);
        };
        if (!isAllowed) {
            throw new Violation("the right to do " + intent + " was not there");
        }
    }

    /** In which order a deed changes rights and uses them is not said: one that it has in any state counts. */
    private static boolean mayWrite(Deed deed, PrimaryKey key, List<SequentialChain> states) {
        return states.stream().anyMatch(each -> each.isAmong(deed.author(), key, Terms::writers));
    }

    private static boolean mayControl(Deed deed, PrimaryKey key, List<SequentialChain> states) {
        return states.stream().anyMatch(each -> each.isAmong(deed.author(), key, Terms::owners));
    }

    private boolean isAmong(KeyId who, PrimaryKey key, Function<Terms, Optional<Set<KeyId>>> kind) {
        return (key.isZero() || things.containsKey(key)) && inForce(key, kind).contains(who);
    }

    // --- looking

    Set<PrimaryKey> keys() {
        return Set.copyOf(things.keySet());
    }

    /** All of it, as an onlooker lists it, with values whoever may read them. */
    Map<PrimaryKey, Row> rows() {
        Map<PrimaryKey, Row> rows = new LinkedHashMap<>();
        rows(Spot.TOP, rows);
        return rows;
    }

    private void rows(Spot spot, Map<PrimaryKey, Row> rows) {
        PrimaryKey before = null;
        for (PrimaryKey key : collections.getOrDefault(spot, List.of())) {
            Thing thing = thing(key);
            rows.put(key, new Row(spot, before, thing.name, Optional.of(thing.value),
                    thing.history.stream().map(Optional::of).toList()));
            for (String each : List.of("boxes", "spare", "labelled", "lid")) {
                rows(new Spot(key, each), rows);
            }
            before = key;
        }
    }

    /** What all sums and all purses come to. */
    List<Long> totals() {
        return List.of(total(value -> value instanceof Sums.Sum sum ? sum.total() : 0),
                total(value -> value instanceof Purse purse ? purse.money() : 0));
    }

    private long total(ToLongFunction<Object> amount) {
        return things.values().stream().mapToLong(each -> amount.applyAsLong(each.value)).sum();
    }
}
