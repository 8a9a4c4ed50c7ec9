package io.ate.internal.log;

import io.ate.ChainName;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses at the door what cannot be written as it stands, by what has been appended so far, durable or not. An error
 * of a caller's must not reach the disk: a sequence that is given twice would overwrite an acknowledged event. Confined
 * to the lock of its {@link CommitQueue}.
 *
 * <p>
 * A chain's sequences follow on each other, and where events have gone stands a gap, so that a reader knows what is
 * missing for damage.
 */
final class AppendCheck {
    private final DurableChains durable;
    /** Chains that were appended to; what is not here is as it is on disk. */
    private final Map<Long, Chain> chains = new HashMap<>();
    /** Chains whose creation waits. */
    private final Map<ChainName, Long> created = new HashMap<>();

    AppendCheck(DurableChains durable) {
        this.durable = durable;
    }

    /** Takes the batch, or throws and leaves everything as it was. */
    void accept(int shard, LogBatch batch) {
        Map<Long, Chain> changed = new HashMap<>();
        for (LogEntry entry : batch.entries()) {
            Chain after = switch (entry) {
                case LogEntry.Create create -> create(create, changed);
                case LogEntry.Append append -> append(append, there(append, changed));
                case LogEntry.Nodes nodes -> there(nodes, changed);
                case LogEntry.Note note -> note(note, there(note, changed));
                case LogEntry.Keep keep -> place(keep.place(), there(keep, changed));
                case LogEntry.Unkeep unkeep -> place(unkeep.place(), there(unkeep, changed));
                case LogEntry.Strip strip -> strip(strip, there(strip, changed));
                case LogEntry.Cut cut -> cut(cut, there(cut, changed));
                case LogEntry.Next next -> next(next, there(next, changed));
                case LogEntry.LastCommit last -> last(last, there(last, changed));
                case LogEntry.Drop drop -> there(drop, changed).dropped();
            };
            demand(after.shard == shard, "chain " + after.name + " falls into shard " + after.shard + ", not " + shard);
            changed.put(entry.chain(), after);
        }
        changed.forEach(this::remember);
    }

    /** Forgets what needs no remembering once these batches are durable. */
    void settled(List<CommitQueue.Waiting> group) {
        for (CommitQueue.Waiting each : group) {
            for (LogEntry entry : each.batch().entries()) {
                switch (entry) {
                    case LogEntry.Create create -> created.remove(create.name(), create.chain());
                    case LogEntry.Drop drop -> chains.remove(drop.chain());
                    case LogEntry.Append _,LogEntry.Nodes _,LogEntry.Note _,LogEntry.Keep _,LogEntry.Unkeep _,LogEntry.Strip _,LogEntry.Cut _,LogEntry.Next _,LogEntry.LastCommit _ -> {
                        // Whoever appends to a chain goes on to do so.
                    }
                }
            }
        }
    }

    private void remember(Long number, Chain chain) {
        chains.put(number, chain);
        if (chain.exists) {
            created.put(chain.name, number);
        } else {
            created.remove(chain.name, number);
        }
    }

    private Chain create(LogEntry.Create create, Map<Long, Chain> changed) {
        demand(find(create.chain(), changed) == null, "chain number " + create.chain() + " was given before");
        demand(!isTaken(create.name(), changed), "there is a chain " + create.name() + " already");
        demand(create.genesis().record().name().equals(create.name()), "a chain has the name in its genesis");
        return new Chain(create.name(), RedoLog.shardOf(create.name()), durable.end(create.chain()), true);
    }

    private boolean isTaken(ChainName name, Map<Long, Chain> changed) {
        for (Chain each : changed.values()) {
            if (each.exists && each.name.equals(name)) {
                return true;
            }
        }
        return isThere(created.get(name), changed) || isThere(durable.number(name), changed);
    }

    private boolean isThere(@Nullable Long number, Map<Long, Chain> changed) {
        if (number == null) {
            return false;
        }
        Chain chain = find(number, changed);
        return chain != null && chain.exists;
    }

    private static Chain append(LogEntry.Append append, Chain chain) {
        CommitRecord record = append.record();
        demandFollows(record.first(), chain);
        demand(record.statement().count() == append.events().size(), "a commit has as many events as it says");
        for (Event event : append.events()) {
            demand(event.hasPayload() || event.maySpare(0), "a public key is stored with its payload");
        }
        return new Chain(chain.name, chain.shard, record.last(), true);
    }

    private static Chain note(LogEntry.Note note, Chain chain) {
        String name = note.name();
        demand(!name.isEmpty() && name.length() <= RedoLog.NOTE_NAME && name.chars().allMatch(c -> c > ' ' && c < 0x7f),
                "a note has a name of 1 to " + RedoLog.NOTE_NAME + " ASCII characters");
        return chain;
    }

    private static Chain place(long place, Chain chain) {
        demand(place >= 1 && place < Long.MAX_VALUE, "what is kept has a place from 1 on, not " + place);
        return chain;
    }

    private static Chain strip(LogEntry.Strip strip, Chain chain) {
        long sequence = strip.bare().sequence();
        demand(sequence >= 1 && sequence <= chain.end,
                "there is no event " + sequence + " in chain " + chain.name + ", which ends at " + chain.end);
        demand(!strip.bare().event().hasPayload() && strip.bare().event().maySpare(0),
                "an event stays without its payload that had one, and is no public key");
        return chain;
    }

    private static Chain cut(LogEntry.Cut cut, Chain chain) {
        demand(cut.gap().to() < chain.end, "sequence " + cut.gap().to() + " of chain " + chain.name
                + ", which ends at " + chain.end + ", cannot go: the last event stays");
        return chain;
    }

    private static Chain next(LogEntry.Next next, Chain chain) {
        demandFollows(next.item().first(), chain);
        return new Chain(chain.name, chain.shard, next.item().last(), true);
    }

    private static Chain last(LogEntry.LastCommit last, Chain chain) {
        WriterRow row = last.row();
        demand(row.number() >= 1 && row.first() >= 1 && row.first() <= row.last() && row.first() <= chain.end,
                "a writer's last commit begins in chain " + chain.name + ", which ends at " + chain.end);
        return chain;
    }

    private static void demandFollows(long first, Chain chain) {
        demand(first == chain.end + 1,
                "sequence " + first + " does not follow on " + chain.end + ", the last one of " + chain.name);
    }

    private Chain there(LogEntry entry, Map<Long, Chain> changed) {
        Chain chain = find(entry.chain(), changed);
        if (chain == null || !chain.exists) {
            throw new IllegalArgumentException("there is no chain of number " + entry.chain());
        }
        return chain;
    }

    private @Nullable Chain find(long number, Map<Long, Chain> changed) {
        Chain chain = changed.get(number);
        if (chain == null) {
            chain = chains.get(number);
        }
        if (chain == null) {
            ChainName name = durable.name(number);
            // The one read of the disk on this path: once for a chain, a single row, mostly asked for before.
            chain = name == null ? null : new Chain(name, RedoLog.shardOf(name), durable.end(number), true);
        }
        return chain;
    }

    private static void demand(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** A chain as it will be when everything is durable that was appended so far. */
    private record Chain(ChainName name, int shard, long end, boolean exists) {
        Chain dropped() {
            return new Chain(name, shard, end, false);
        }
    }
}
