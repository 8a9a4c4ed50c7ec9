package io.ate.internal.log;

/**
 * The one thread that writes a log: a platform thread, since it spends its life in native writes and syncs.
 * Thread-safe.
 */
final class LogWriter implements AutoCloseable {
    private final CommitQueue queue;
    private final Thread thread;

    private LogWriter(CommitQueue queue, Thread thread) {
        this.queue = queue;
        this.thread = thread;
    }

    /** Starts the writer of that queue. */
    static LogWriter start(String name, CommitQueue queue, GroupCommit groupCommit) {
        Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(groupCommit::run);
        thread.start();
        return new LogWriter(queue, thread);
    }

    /** Takes nothing more, and returns when everything that waited has been written and answered. */
    @Override
    public void close() {
        if (thread.equals(Thread.currentThread())) {
            throw new IllegalStateException("a completion cannot wait for its own writer: close the log elsewhere");
        }
        queue.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                // The store may only be closed behind its writer; who interrupted finds the flag set again.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
