package io.ate.internal.log;

/** The contract, in memory. */
final class MemoryRedoLogTest extends RedoLogContract {
    @Override
    public RedoLog open(WriteFaults faults) {
        return MemoryRedoLog.withFaults(faults, () -> false);
    }

    @Override
    public RedoLog reopen(RedoLog closed) {
        return ((MemoryRedoLog) closed).reopened();
    }
}
