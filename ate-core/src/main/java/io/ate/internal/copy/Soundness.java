package io.ate.internal.copy;

import io.ate.internal.backup.Progress;
import io.ate.internal.backup.Progress.Stage;
import io.ate.internal.inspect.ChainVerifier;
import io.ate.internal.log.RocksRedoLog;
import io.ate.internal.log.StoredChain;
import java.util.function.Function;

/** What is demanded of a chain before it is copied, and before a copy is taken in. Stateless. */
final class Soundness {
    /** Events between two words on how far it has come. */
    private static final int STEP = 1_000;

    private Soundness() {}

    /** Verifies all of the chain; the first thing that is wrong is thrown as {@code otherwise} makes it of its text. */
    static void demand(RocksRedoLog log, StoredChain chain, Progress progress,
            Function<String, RuntimeException> otherwise) {
        long end = log.end(chain.number());
        progress.at(Stage.CHECKING, 0, end);
        ChainVerifier.verify(log, chain, finding -> {
            if (finding.isFault()) {
                throw otherwise.apply(finding.text());
            }
        }, sequence -> {
            if (sequence % STEP == 0) {
                progress.at(Stage.CHECKING, sequence, end);
            }
        });
    }
}
