package io.ate.internal.bus;

import io.ate.Chain;
import io.ate.CorruptionException;
import io.ate.DaoRef;
import io.ate.DaoStream;
import io.ate.EventCursor;
import io.ate.EventStream;
import io.ate.Field;
import io.ate.Recorded;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A stream of one object's events, each call a commit of the chain's. Immutable and thread-safe. */
public record StreamHandle<T>(Chain chain, DaoRef<?> owner, Field.Stream<T> field) implements EventStream<T> {
    public StreamHandle {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(field, "field");
    }

    private static final int AT_A_TIME = 256;

    @Override
    public long append(List<? extends T> events) {
        List<T> all = copy(events);
        return with(stream -> stream.append(all));
    }

    @Override
    public long append(long expectedRevision, List<? extends T> events) {
        List<T> all = copy(events);
        return with(stream -> stream.append(expectedRevision, all));
    }

    private static <T> List<T> copy(List<? extends T> events) {
        Objects.requireNonNull(events, "events").forEach(each -> Objects.requireNonNull(each, "one of the events"));
        return List.copyOf(events);
    }

    @Override
    public long revision() {
        return with(DaoStream::revision);
    }

    @Override
    public Stream<Recorded<T>> read(long afterRevision) {
        long last = with(stream -> {
            var _ = stream.read(afterRevision); // which says what is no revision
            return stream.revision();
        });
        return LongStream.iterate(afterRevision, after -> after < last, after -> after + AT_A_TIME)
                .mapToObj(after -> some(after, Math.min(AT_A_TIME, last - after)))
                .flatMap(List::stream);
    }

    private List<Recorded<T>> some(long after, long count) {
        List<Recorded<T>> some = with(stream -> stream.read(after).limit(count).toList());
        if (some.size() < count) {
            throw new CorruptionException("events behind revision " + (after + some.size()) + " in " + this
                    + " were deleted while it was read");
        }
        return some;
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
