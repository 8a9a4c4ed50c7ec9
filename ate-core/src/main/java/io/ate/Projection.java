package io.ate;

/**
 * Something that is computed from the objects of a chain and kept up with it, in this program alone: the server, which
 * cannot read the values, has no part in it. Thread-safe.
 *
 * <p>
 * It shows what is confirmed, and always the state after a whole commit: never one in which a commit is half there, and
 * nothing of commits that are not answered yet. Commits that come quickly one after the other may be shown together.
 * Values that the session does not open, or that are not what the class can take, are left out and counted as
 * {@link #unreadable}; they come in as soon as a grant makes them readable. Objects for which a function of the
 * program's own throws are left out and counted as {@link #failures}; the first is logged. These functions are called
 * by one thread of the library at a time, which serves all projections of the chain: they must be quick, and wait for
 * no projection.
 *
 * <p>
 * What goes for reading a chain goes for reading this: after {@link #close}, or after the chain or the handle that it
 * was asked of was closed, everything is an {@link IllegalStateException}, and so it is, with the cause, if keeping it
 * up has failed.
 */
public interface Projection extends AutoCloseable {
    /** The confirmed sequence that is shown. */
    long sequence();

    /**
     * Waits until at least {@code sequence} is shown. To read one's own writes, wait for {@link Chain#sequence}.
     *
     * @throws ChainUnavailableException if it is not so at the deadline of the handle that this was asked of
     */
    void await(long sequence);

    /** How many objects are left out because the session does not open their values, or the class cannot take them. */
    long unreadable();

    /** How many objects are left out because a function of the program's own threw. */
    long failures();

    /**
     * Computes everything anew from the chain as it is, as after a restart, and returns when that is shown. Nothing
     * else needs it than functions that answer otherwise than they did.
     *
     * @throws ChainUnavailableException if it is not done at the deadline; it goes on
     */
    void rebuild();

    /** Forgets it. Closing again does nothing. */
    @Override
    void close();
}
