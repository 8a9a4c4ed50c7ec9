package io.ate.internal.bus;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.DaoStream;
import io.ate.EventCursor;
import io.ate.EventStream;
import io.ate.Field;
import io.ate.Recorded;
import java.util.List;
import java.util.function.Function;

/** A stream of one object's events, each call a commit of the chain's. Immutable and thread-safe. */
public record StreamHandle<T>(Chain chain, DaoRef<?> owner, Field.Stream<T> field) implements EventStream<T> {
    @Override
    public long append(List<? extends T> events) {
        List<T> all = List.copyOf(events);
        return with(stream -> stream.append(all));
    }

    @Override
    public long append(long expectedRevision, List<? extends T> events) {
        List<T> all = List.copyOf(events);
        return with(stream -> stream.append(expectedRevision, all));
    }

    @Override
    public long revision() {
        return with(DaoStream::revision);
    }

    @Override
    public List<Recorded<T>> read(long afterRevision) {
        return with(stream -> stream.read(afterRevision).toList());
    }

    @Override
    public Recorded<T> at(long revision) {
        return with(stream -> stream.at(revision));
    }

    @Override
    public EventCursor<T> subscribe(long afterRevision) {
        return StreamCursor.open(this, afterRevision);
    }

    <R> R with(Function<DaoStream<T>, R> use) {
        return chain.commit(dio -> use.apply(dio.load(owner).in(field)));
    }

    @Override
    public String toString() {
        return "EventStream[" + field.name() + " of " + owner + "]";
    }
}
