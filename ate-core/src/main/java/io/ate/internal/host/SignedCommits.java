package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.StoreDamagedException;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.protocol.ShownEvent;
import io.ate.internal.tree.MemoryTreeNodes;
import io.ate.internal.tree.MerkleTree;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the commits that events are part of, and proves that they are, by reading the log. Made for one request, which
 * may have so much read and no more; confined to one thread.
 */
final class SignedCommits {
    /** So many events are read for one request, and those of signed commits hashed. */
    static final int MOST = 1 << 16;
    /** Most commits are small: how far back the beginning is looked for at first. */
    private static final int NEAR = 16;

    private final RedoLog log;
    private final long number;
    private final ChainId chain;
    private int left;
    private @Nullable Found last;

    /** A commit, and the tree over its events, which is empty if it is not signed: then it proves nothing. */
    private record Found(CommitRecord record, MemoryTreeNodes events) {
        private boolean isSigned() {
            return !record.signatures().isEmpty();
        }

        private boolean contains(long sequence) {
            return record.first() <= sequence && sequence <= record.last();
        }
    }

    /** @param most so many events may be read */
    SignedCommits(RedoLog log, long number, ChainId chain, int most) {
        this.log = log;
        this.number = number;
        this.chain = chain;
        this.left = most;
    }

    /**
     * The commit of the event of that sequence with the proof that it is part of it, or null if it is not signed.
     *
     * @throws TooMuchException if too much would have to be read
     */
    ShownEvent.@Nullable Signed of(long sequence) throws TooMuchException {
        Found found = last;
        if (found == null || !found.contains(sequence)) {
            found = find(sequence);
            last = found;
        }
        CommitRecord record = found.record;
        return !found.isSigned() ? null
                : new ShownEvent.Signed(record.encode(), new MerkleTree(found.events)
                        .inclusionProof(sequence - record.first(), record.statement().count()));
    }

    /** The record of the commit that was found last. */
    CommitRecord record() {
        return Objects.requireNonNull(last, "one was found").record;
    }

    private Found find(long sequence) throws TooMuchException {
        for (long back = NEAR;; back = Math.min(back * NEAR, Bounds.EVENTS)) {
            Found found = read(Math.max(0, sequence - back), sequence);
            if (found != null) {
                return found;
            }
            if (back == Bounds.EVENTS || back >= sequence) {
                throw new StoreDamagedException("the commit of sequence " + sequence + " has no beginning");
            }
        }
    }

    /** Reads from behind {@code after}; null if the commit of {@code sequence} began before that. */
    private @Nullable Found read(long after, long sequence) throws TooMuchException {
        Found found = null;
        try (LogReader reader = log.reader(number, after, Reading.HEADERS)) {
            while ((found == null || found.events.size() < found.record.statement().count()) && reader.next()) {
                if (left-- == 0) {
                    throw new TooMuchException();
                }
                if (found == null) {
                    found = begunAt(reader.item(), sequence);
                }
                if (found != null && !found.isSigned()) {
                    return found;
                }
                if (found != null) {
                    found.events.append(reader.event().event().hash(chain));
                } else if (reader.item().last() >= sequence) {
                    return null;
                }
            }
        }
        return found;
    }

    /** The commit that begins there, and goes on behind it, if it is the one that {@code sequence} is part of. */
    private static @Nullable Found begunAt(LogItem item, long sequence) {
        return item.beginning()
                .map(record -> new Found(record, new MemoryTreeNodes()))
                .filter(begun -> begun.contains(sequence))
                .orElse(null);
    }
}
