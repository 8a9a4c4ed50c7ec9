package io.ate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The commits of {@link Scope#LOCAL} that lie on this machine's disk until the server has answered them, and those of
 * them that it refused for good. They lie there sealed, for the keys that they were made under, and nobody without
 * these keys can put anything there. Thread-safe.
 */
public interface Outbox {
    /** What becomes of a commit that lies here. */
    enum State {
        /** It is sent as soon as the server can be reached, or was, and is not answered. */
        SENDING,
        /**
         * It waits for keys: an earlier program made it under keys that no session of this program has used on the
         * chain yet, or they were closed before it could be sent, or the server did not take their proof; or it builds
         * on one for which that is so. {@link Chain#as} sends it.
         *
         * <p>
         * What is committed to the same objects meanwhile, under other keys, does not wait for it. When the keys come,
         * it comes after that, like what anybody was late to write: updates are merged, and an overwrite replaces what
         * was written in the meantime. The order in which a program commits under several keys is kept as long as it
         * has all of them.
         */
        WAITING_FOR_KEYS,
        /** The server has refused it for good. It lies here until it is {@linkplain Outbox#discard discarded}. */
        REFUSED
    }

    /**
     * One commit. Immutable.
     *
     * @param id under which it is sent; another one comes in its place where it is merged with what others did
     * @param time when it was made, by this machine's clock
     * @param keys that it was made under; all of them are needed to send it
     * @param refusal why it was refused, if it was
     * @param writes the objects that it changes; empty where the session has not the keys to see which
     */
    record Kept(CommitId id, Instant time, List<KeyId> keys, State state, Optional<CommitRejectedException> refusal,
            List<Write> writes) {
        public Kept {
            keys = List.copyOf(keys);
            writes = List.copyOf(writes);
        }
    }

    /**
     * What a commit makes of one object. Immutable.
     *
     * @param deleted whether it ends the object
     * @param value that it gives to the object, if it gives one
     */
    record Write(PrimaryKey object, String type, boolean deleted, Optional<JsonNode> value) {}

    /** The commits that lie here, in the order in which they were handed over. */
    List<Kept> commits();

    /** What lay here and cannot be read any more since the disk has damaged it, in words. */
    List<String> damage();

    /**
     * Throws away a commit that was refused, or waits for keys. Of one that waits for keys, an earlier program may have
     * sent it before it ended, and the server stored it; then it stays stored. The chain tells: by
     * {@link Chain#sync()}, what is stored of it has come, and it lies here no more.
     *
     * @return false if there is none of that id
     * @throws IllegalStateException if it is on its way
     */
    boolean discard(CommitId commit);
}
