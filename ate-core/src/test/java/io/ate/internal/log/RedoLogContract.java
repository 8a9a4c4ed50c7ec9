package io.ate.internal.log;

import java.util.Random;

/** What every redo log must do. */
abstract class RedoLogContract
        implements ChainsContract, ReadingContract, AppendingContract, DurabilityContract, KeptContract, StripContract,
        CutContract,
        ClosingContract {
    private final Random random = new Random(4711);

    @Override
    public final Random random() {
        return random;
    }
}
