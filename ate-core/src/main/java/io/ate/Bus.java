package io.ate;

import java.time.Duration;
import java.util.Optional;

/**
 * Tells the changes of the objects that it is for, one after the other, each once, in the order of the chain, as they
 * are confirmed. A cursor over the log: it may fall behind as far as it likes, holds up nobody and loses nothing that
 * is kept: a value that was overwritten, or whose object is gone, is not told of any more once compaction has removed
 * it. Thread-safe; each change goes to one of those who wait.
 *
 * <p>
 * The bus of a collection tells of every object in it, from when it is put there to when it is there no more: also of
 * one that is moved in (stored) or out (deleted), and of those that end with what they hang below. To tell these, it
 * reads the log once from its beginning, when it comes to such an end. An owner that is
 * referred to by its name need not exist yet, and where it begins a second life, so does the collection. Any other one
 * is refused if it does not exist: when the bus is opened, or, where that begins in the past, and where the owner ends
 * meanwhile, after all that there is to be told.
 *
 * {@snippet :
 * try (Bus<Ball> bus = chain.bus(table, Table.BALLS)) {
 *     switch (bus.take()) {
 *         case Change.Stored<Ball>(var sequence, var ref, var ball) -> IO.println(sequence + ": " + ball.value());
 *         case Change.Deleted<Ball> gone -> IO.println(gone.sequence() + ": " + gone.ref() + " is gone");
 *     }
 * }
 * }
 */
public interface Bus<T> extends AutoCloseable {
    /**
     * The next change, waiting for it as long as it takes.
     *
     * @throws NoSuchObjectException if the owner of the collection has ended, and all of that was told
     * @throws NoReadAuthorityException if the session lost the right to read the chain, before or while waiting
     * @throws NoSuchChainException if the chain was dropped at its server, before or while waiting
     * @throws IllegalStateException if this or the chain is closed, before or while waiting
     * @throws CorruptionException if the log is damaged where it is to be read; nothing is passed over
     */
    Change<T> take() throws InterruptedException;

    /**
     * The next change, or nothing if none comes within {@code timeout}; zero or less does not wait. See {@link #take}.
     *
     * <p>
     * Where values are left at the server, it may have to be asked whether there is something to tell: for that it
     * takes up to a second, and where the server cannot be asked, there is nothing yet.
     */
    Optional<Change<T>> poll(Duration timeout) throws InterruptedException;

    /**
     * Up to where everything was taken: another bus of the same objects that begins there tells what this one tells
     * next.
     *
     * @return {@link Position.After} or {@link Position.Within}
     */
    Position position();

    /** Ends the reading, and whoever waits for it. Closing again does nothing. */
    @Override
    void close();

    /** Opens a bus, of whatever it is about, at any position. */
    @FunctionalInterface
    interface Source<T> {
        /** A bus that tells what comes after {@code position}. */
        Bus<T> from(Position position);
    }
}
