package io.ate.internal.bus;

import io.ate.Chain;
import io.ate.Checkpoint;
import io.ate.ConflictException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Position;
import io.ate.internal.text.Names;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A checkpoint: a named object at the top of its chain. Immutable and thread-safe. */
public record NamedCheckpoint(Chain chain, String name) implements Checkpoint {
    public NamedCheckpoint {
        var _ = Names.demand("a checkpoint", name);
    }

    @Override
    public Position position() {
        return reached().position();
    }

    Reached reached() {
        return chain.commit(this::reached);
    }

    /** Where it stands as {@code dio} sees it. */
    public Reached reached(Dio dio) {
        return dio.find(ref(dio)).map(Dao::value).orElse(Reached.START);
    }

    /** Moves it as part of what {@code dio} commits; refused if it is not where {@link #reached(Dio)} found it. */
    public void move(Dio dio, Reached to) {
        DaoRef<Reached> ref = ref(dio);
        Optional<Dao<Reached>> there = dio.find(ref);
        if (there.isPresent()) {
            there.get().update(_ -> to);
        } else {
            dio.store(ref, to);
        }
    }

    @Override
    public void move(Dio dio, Position from, Position to) {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Reached found = reached(dio);
        if (!found.equals(Reached.of(from))) {
            throw new ConflictException("checkpoint " + name + " stands at " + found.position() + " and not at " + from
                    + ": another program goes by the same name; read its position again",
                    List.of(ref(dio).key()), List.of());
        }
        move(dio, Reached.of(to));
    }

    @Override
    public boolean beginAt(Position position) {
        Objects.requireNonNull(position, "position");
        Reached start = position instanceof Position.Now ? new Reached(chain.sequence(), 0) : Reached.of(position);
        return chain.commit(dio -> {
            boolean absent = !dio.exists(ref(dio));
            if (absent) {
                dio.store(ref(dio), start);
            }
            return absent;
        });
    }

    private DaoRef<Reached> ref(Dio dio) {
        return dio.ref(Reached.class, name);
    }
}
