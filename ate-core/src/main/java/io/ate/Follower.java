package io.ate;

/** What is done for each change that a program follows; see {@link Chain#follow}. */
@FunctionalInterface
public interface Follower<T> {
    /**
     * Acts on one change. What it writes through {@code dio} is committed together with the fact that this was done, so
     * that it is done once. What it does elsewhere, a mail say, is done at least once: it may be run again after a
     * conflict, after an exception of its own, or because the program ended before the commit.
     *
     * @throws Exception is told to the log; the change is tried again after a while, and none after it before
     */
    void on(Dio dio, Change<T> change) throws Exception;
}
