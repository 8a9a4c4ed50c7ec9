package io.ate.internal.lock;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.event.Event;
import io.ate.internal.event.Fence;
import io.ate.internal.event.Kind;
import io.ate.internal.event.WriterId;
import io.ate.internal.protocol.LockRequest;
import io.ate.internal.protocol.LockResult;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.Unlock;
import io.ate.internal.trust.Fences;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives and takes back the locks of one chain: a writer whose key may write an object may lock it, as long as the
 * object is there, and who asks has shown to hold that key. Confined to the chain's owner, but for {@link #held} and
 * {@link #awaited}.
 *
 * <p>
 * Nothing of a chain is built on its locks but the judgement that a commit relies on one. So a mistake in here costs
 * the locks of the chain, as a restart does, and neither the chain nor the store: nobody holds anything any more.
 */
public final class LockDesk implements Fences {
    private static final Logger LOG = LoggerFactory.getLogger(LockDesk.class);

    private final LockTable<Asker> table;
    private final LockLimits limits;
    private final ChainState view;
    private final Supplier<? extends Order> order;
    private final Timer timer;
    private final Alarm alarm;
    private volatile int held;
    private volatile int awaited;

    /** The order in which the chain's owner decides. */
    public interface Order {
        /** Sequence of the last event that was admitted, durable or not. */
        long end();

        /** Has {@code task} run once everything is durable that was admitted until now. */
        void whenDurable(Runnable task);
    }

    /** Where the answer to a request goes. */
    public interface Asker {
        int channel();

        int request();

        /** What it has in common with all that are reached over the same channel, and with nothing else. */
        Object origin();

        void answer(ToClient answer);
    }

    /**
     * A desk at which nothing is held.
     *
     * @param start how often the store had been started, this time included
     * @param fences gives a number that no lock of the store has had since it was started
     * @param view what is durable of the chain
     * @param order is asked for when somebody wants something, since it judges by what is locked here
     * @param due is run, on any thread, when time has passed that somebody waited for, and leads to {@link #due}
     */
    public LockDesk(long start, LongSupplier fences, LockLimits limits, ChainState view,
            Supplier<? extends Order> order, Timer timer,
            Runnable due) {
        this.table = new LockTable<>(start, fences, limits, Asker::origin, this::mayHave);
        this.limits = limits;
        this.view = view;
        this.order = order;
        this.timer = timer;
        this.alarm = new Alarm(timer, due);
    }

    /**
     * Takes a wish for a lock, or for keeping one.
     *
     * @param proven the keys that the asker has shown to hold
     */
    public void lock(LockRequest request, Set<KeyId> proven, Asker asker) {
        guard(asker, () -> decide(request, proven, asker));
    }

    private void decide(LockRequest request, Set<KeyId> proven, Asker asker) {
        WriterId holder = request.holder();
        Fence kept = request.kept();
        Rejected refusal = refusal(request, proven);
        if (refusal != null) {
            if (refusal.reason() == Reason.NO_SUCH_OBJECT) {
                tell(table.end(request.object()));
            } else if (kept != null && proven.contains(holder.key())) {
                tell(table.release(holder, request.object(), timer.now())); // what may not be had may not be kept
            }
            asker.answer(refusal);
        } else if (kept == null) {
            tell(table.take(asker, holder, request.object(), request.lease(), request.patience(), timer.now()));
        } else {
            keep(kept, request, asker);
        }
    }

    private void keep(Fence kept, LockRequest request, Asker asker) {
        long lease = table.renew(asker, request.holder(), kept, request.lease(), timer.now());
        if (lease == 0) {
            asker.answer(new LockResult(asker.channel(), asker.request(), new LockResult.Lost()));
        } else {
            tell(new LockTable.Told<>(asker, new LockTable.Answer.Held(kept, lease)));
        }
    }

    /**
     * Takes a lock back, or a wish for one.
     *
     * @param proven the keys that the asker has shown to hold
     */
    public void unlock(Unlock request, Set<KeyId> proven, Asker asker) {
        if (!proven.contains(request.holder().key())) {
            asker.answer(notProven(request.channel(), request.request(), request.holder()));
            return;
        }
        guard(asker, () -> {
            tell(table.release(request.holder(), request.object(), timer.now()));
            asker.answer(new LockResult(asker.channel(), asker.request(), new LockResult.Released()));
        });
    }

    /** No answer gets there any more: nobody waits there. Their locks stay theirs until the leases are over. */
    public void closed(Object origin) {
        guard(null, () -> table.closed(origin));
    }

    /** These events have taken effect: the locks on what was deleted end, and on all that hung below it. */
    public void published(List<Event> events) {
        if (!table.isEmpty() && events.stream().anyMatch(each -> each.facts().kind() == Kind.DELETE)) {
            guard(null, () -> endOfWhatIsGone(events));
        }
    }

    private void endOfWhatIsGone(List<Event> events) {
        for (Event event : events) {
            if (event.facts().kind() == Kind.DELETE) {
                tell(table.end(event.facts().key())); // it may have been born again in the same commit
            }
        }
        for (PrimaryKey object : table.objects()) {
            if (view.live(object) == null) {
                tell(table.end(object));
            }
        }
    }

    /** Time has passed. */
    public void due() {
        guard(null, () -> {
            alarm.rang();
            tell(table.expire(timer.now()));
        });
    }

    /** Does what changes locks. If that fails nobody knows how far it came: then nothing of it counts. */
    private void guard(@Nullable Asker asker, Runnable step) {
        try {
            step.run();
            wind();
        } catch (RuntimeException e) {
            LOG.error("a mistake in the giving of locks: those of one chain are lost, and nothing else", e);
            table.clear();
            alarm.cancel();
            if (asker != null) {
                asker.answer(new Rejected(asker.channel(), asker.request(), Reason.INTERNAL, null,
                        "the server made a mistake in giving locks; those of this chain are lost"));
            }
        }
        held = table.held();
        awaited = table.awaited();
    }

    /** How many locks are held; any thread may ask. */
    public int held() {
        return held;
    }

    /** How many wishes for locks wait; any thread may ask. */
    public int awaited() {
        return awaited;
    }

    /** Tells whether nobody holds or awaits anything. */
    public boolean isEmpty() {
        return table.isEmpty();
    }

    @Override
    public boolean isHeld(WriterId holder, Fence fence) {
        return table.holds(holder, fence, timer.now());
    }

    /** The chain goes from memory. */
    public void close() {
        alarm.cancel();
    }

    private @Nullable Rejected refusal(LockRequest request, Set<KeyId> proven) {
        if (!proven.contains(request.holder().key())) {
            return notProven(request.channel(), request.request(), request.holder());
        }
        PrimaryKey object = request.object();
        ObjectEntry live = view.live(object);
        if (live == null) {
            return missing(request.channel(), request.request(), object);
        }
        return mayWrite(live, request.holder()) ? null
                : forbidden(request.channel(), request.request(), object);
    }

    /** Its own key alone: others may be proven on the connection by other sessions of the same program. */
    private boolean mayWrite(ObjectEntry live, WriterId holder) {
        return Rights.mayWrite(view, live, Set.of(holder.key()));
    }

    /** Who waits for what is there no more is told that. */
    private boolean mayHave(WriterId holder, PrimaryKey object) {
        ObjectEntry live = view.live(object);
        return live == null || mayWrite(live, holder);
    }

    private static Rejected forbidden(int channel, int request, PrimaryKey object) {
        return new Rejected(channel, request, Reason.NO_WRITE_AUTHORITY, object,
                "only who may write object " + object + " may lock it");
    }

    private static Rejected missing(int channel, int request, PrimaryKey object) {
        return new Rejected(channel, request, Reason.NO_SUCH_OBJECT, object,
                "there is no object " + object + " to lock");
    }

    private static Rejected notProven(int channel, int request, WriterId holder) {
        return new Rejected(channel, request, Reason.NOT_PROVEN, null,
                "key " + holder.key() + " is not proven on this connection");
    }

    private void tell(List<LockTable.Told<Asker>> told) {
        told.forEach(this::tell);
    }

    private void tell(LockTable.Told<Asker> told) {
        Asker asker = told.asker();
        int channel = asker.channel();
        int request = asker.request();
        switch (told.answer()) {
            case LockTable.Answer.Held(Fence fence, long lease) -> {
                // Whoever had it before has written up to here; what is not durable may never be.
                LockResult held = new LockResult(channel, request,
                        new LockResult.Held(fence.start(), fence.counter(), Math.toIntExact(lease), order.get().end()));
                order.get().whenDurable(() -> asker.answer(held));
            }
            case LockTable.Answer.Elsewhere() ->
                    asker.answer(new LockResult(channel, request, new LockResult.Elsewhere()));
            case LockTable.Answer.Full(LockLimits.Bound bound) ->
                    asker.answer(new Rejected(channel, request, Reason.LIMIT, null, limits.text(bound)));
            case LockTable.Answer.Forbidden(PrimaryKey object) -> asker.answer(forbidden(channel, request, object));
            case LockTable.Answer.Gone() -> asker.answer(new Rejected(channel, request, Reason.NO_SUCH_OBJECT, null,
                    "the object to lock has been deleted"));
        }
    }

    private void wind() {
        long next = table.next();
        if (next == Alarm.NEVER) {
            alarm.cancel(); // nothing to look after
        } else {
            alarm.at(next);
        }
    }
}
