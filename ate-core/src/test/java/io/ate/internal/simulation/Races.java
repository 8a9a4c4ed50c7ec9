package io.ate.internal.simulation;

import io.ate.ChainName;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Field;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.internal.testing.Keys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that change, delete and rule the same few objects. Each does what {@code run} does, in virtual time: after a
 * conflict, and after nothing else, the body is run again. A race that ends in anything else is a failure.
 */
final class Races {
    private static final int NAMES = 2;
    private static final List<PublicKeys> READERS = Stream.of("reader one", "reader two", "reader three")
            .map(name -> Keys.of(name).publicKeys())
            .toList();

    /** Something that is taken once. */
    record Token(String name) {}

    /** Something that comes and goes under one name, with things below it. */
    record Slot(int changes) {
        static final Field.Vec<Token> BELOW = Field.vec("below", Token.class);

        Slot next() {
            return new Slot(changes + 1);
        }
    }

    private final Schedule schedule;
    private final List<Attempts<?>> open = new ArrayList<>();
    private final Set<PrimaryKey> taken = new HashSet<>();
    private final Map<ChainName, Set<KeyId>> granted = new HashMap<>();
    private @Nullable Throwable failure;
    private int begun;

    Races(Schedule schedule) {
        this.schedule = schedule;
    }

    boolean areOpen() {
        open.removeIf(each -> !each.isOpen());
        return !open.isEmpty();
    }

    /** Demands that nobody has lost by anything but a conflict. */
    void assertLostByConflictOnly() {
        if (failure != null) {
            throw new AssertionError("a race ended in " + failure, failure);
        }
    }

    /** Has {@code client} race for something. */
    void begin(SimulatedClient client, SimulatedChain on) {
        begun++;
        String name = "token-" + begun;
        DaoRef<Slot> slot = on.chain().ref(Slot.class, "slot-" + schedule.between(1, NAMES));
        PublicKeys reader = READERS.get((int) schedule.between(0, READERS.size() - 1));
        Attempts<?> race = switch ((int) schedule.between(0, 7)) {
            case 0 -> race(client, on, dio -> dio.store(new Token(name)));
            case 1 -> attempts(client, on, Races::takeFirst, this::took);
            case 2 -> race(client, on, dio -> change(dio, slot, Dao::delete));
            case 3, 4 -> race(client, on, dio -> change(dio, slot, there -> there.update(Slot::next)));
            case 5 -> race(client, on, dio -> change(dio, slot, there -> there.in(Slot.BELOW).add(new Token(name))));
            case 6 -> race(client, on, dio -> change(dio, slot, there -> there.grantWrite(reader)));
            default -> attempts(client, on, dio -> dio.chainRules().grantRead(reader),
                    _ -> granted.computeIfAbsent(on.name(), _ -> new HashSet<>()).add(reader.id()));
        };
        open.add(race);
        race.begin();
    }

    private <R> Attempts<R> attempts(SimulatedClient client, SimulatedChain on, Function<Dio, R> body,
            Consumer<R> won) {
        return new Attempts<>(schedule, client, on, body::apply, won, cause -> failure = cause);
    }

    private Attempts<Boolean> race(SimulatedClient client, SimulatedChain on, Consumer<Dio> body) {
        return attempts(client, on, dio -> {
            body.accept(dio);
            return true;
        }, _ -> {
        });
    }

    private static Optional<PrimaryKey> takeFirst(Dio dio) {
        try (Stream<Dao<Token>> tokens = dio.roots(Token.class)) {
            Optional<Dao<Token>> first = tokens.findFirst();
            first.ifPresent(Dao::delete);
            return first.map(Dao::key);
        }
    }

    private void took(Optional<PrimaryKey> token) {
        if (token.isPresent() && !taken.add(token.get())) {
            failure = new AssertionError("token " + token.get() + " was taken twice");
        }
    }

    private static void change(Dio dio, DaoRef<Slot> ref, Consumer<Dao<Slot>> change) {
        dio.find(ref).ifPresentOrElse(change, () -> dio.store(ref, new Slot(1)));
    }

    /** Demands that what winners were told is how the chain stands. */
    void assertWon(SimulatedChain at) {
        at.chain().run(dio -> {
            try (Stream<Dao<Token>> tokens = dio.roots(Token.class)) {
                assertThat(tokens.map(Dao::key)).as("what was taken is gone").noneMatch(taken::contains);
            }
            Rules.Who.Only readers = (Rules.Who.Only) dio.chainRules().rules().readers();
            assertThat(readers.keys().stream().map(PublicKeys::id)).as("who reads")
                    .containsAll(granted.getOrDefault(at.name(), Set.of()));
        });
    }
}
