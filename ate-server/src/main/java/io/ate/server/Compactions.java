package io.ate.server;

import io.ate.AteException;
import io.ate.ChainName;
import io.ate.server.internal.DataFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Has running servers compact their chains now, whatever their rules say of when. What they keep, they keep all the
 * same. Stateless.
 */
public final class Compactions {
    private Compactions() {}

    /**
     * What came of it. Sizes are about what the chains take in the store, in bytes, each when its pass began, and when
     * it ended.
     *
     * @param chains how many were compacted to their end
     * @param left bytes that stay until the next time, since they were stored so lately
     * @param failed why others were not
     */
    public record Compacted(int chains, long before, long after, long left, List<String> failed) {
        public Compacted {
            failed = List.copyOf(failed);
        }
    }

    /**
     * Has the server that runs on a data folder compact one chain, or all of them, and waits for it.
     *
     * @param chain its name; empty for all, of which those that fail hold up no other
     * @throws io.ate.NoSuchChainException if there is no such chain
     * @throws AteException if no server runs there, or that chain could not be compacted to its end
     */
    public static Compacted run(Path data, Optional<String> chain, Backups.Progress progress) {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(chain, "chain");
        Objects.requireNonNull(progress, "progress");
        return new DataFolder(data).compact(chain.map(ChainName::new), progress);
    }
}
