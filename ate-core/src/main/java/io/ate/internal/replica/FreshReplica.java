package io.ate.internal.replica;

import io.ate.KeyId;
import io.ate.StoreFailedException;
import io.ate.internal.event.Statement;
import io.ate.internal.log.KeptRow;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins the replica of a chain anew, for who takes the chain as its server has it: nothing of the chain is in it, and
 * all that lies in its outbox. Stateless.
 */
public final class FreshReplica {
    private static final Logger LOG = LoggerFactory.getLogger(FreshReplica.class);

    private FreshReplica() {}

    /** Puts an empty replica in the place of the chain's, which nobody has open, in one write. */
    public static void begin(RedoLog log, StoredChain chain) {
        long number = log.nextChainNumber();
        List<LogEntry> entries = new ArrayList<>();
        entries.add(new LogEntry.Drop(chain.number()));
        entries.add(new LogEntry.Create(number, chain.name(), chain.genesis()));
        entries.add(ChainEpoch.Noted.read(log, chain).note(number));
        Set<KeyId> keys = new LinkedHashSet<>();
        log.kept(chain.number(), row -> {
            switch (row) {
                case KeptRow.Kept(long place, Slice content) -> {
                    entries.add(new LogEntry.Keep(number, place, content));
                    keys.addAll(keys(place, content));
                }
                case KeptRow.Damaged(long from, long to, String what) ->
                        LOG.error("what lay between {} and {} in the outbox of chain {} cannot be read: {}", from, to,
                                chain.name(), what);
            }
        });
        for (KeyId key : keys) {
            Slice noted = log.note(chain.number(), OutboxLog.noteOf(key));
            if (noted != null) {
                entries.add(new LogEntry.Note(number, OutboxLog.noteOf(key), noted));
            }
        }
        write(log, chain.shard(), new LogBatch(entries));
    }

    /** Under which of them what lies beside the commit was put there. */
    private static List<KeyId> keys(long place, Slice content) {
        try {
            Statement statement = KeptCommit.decode(place, content).commit().statement();
            return statement.keys();
        } catch (MalformedException e) {
            LOG.debug("what lies at place {} of an outbox is damaged, and stays so", place, e);
            return List.of();
        }
    }

    private static void write(RedoLog log, int shard, LogBatch batch) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        log.append(shard, 0, batch, new RedoLog.Completion() {
            @Override
            public void durable() {
                written.complete(null);
            }

            @Override
            public void failed(StoreFailedException cause) {
                written.completeExceptionally(cause);
            }
        });
        try {
            written.join();
        } catch (CompletionException e) {
            throw new StoreFailedException("the replica could not be begun anew: " + e.getMessage(), e);
        }
    }
}
