package io.ate.internal.replica;

import io.ate.ChainName;
import io.ate.StoreDamagedException;
import io.ate.UntrustedServerException;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/**
 * Which epoch of its server's store a chain was seen in, and which one the server says that it is in. It rises when the
 * store is restored from a backup. Confined to the chain's owner.
 *
 * <p>
 * A higher one excuses nothing: what the server shows has to go on from what was seen as ever. If it does, the new
 * epoch is taken; if not, it tells what a restoration is from what is a forgery, for people to decide.
 */
final class ChainEpoch {
    private static final String NAME = "epoch";

    private final ChainName chain;
    private long known = 1;
    private long shown = 1;

    ChainEpoch(ChainName chain) {
        this.chain = chain;
    }

    /** The chain was seen in that epoch. */
    void known(long epoch) {
        known = Math.max(known, epoch);
        shown = Math.max(shown, epoch);
    }

    /** The highest epoch in which the chain was seen, and went on from what was seen before. */
    long known() {
        return known;
    }

    /**
     * The server says that it is in that epoch.
     *
     * @throws UntrustedServerException if the chain was seen in a later one
     */
    void shown(long epoch) {
        if (epoch < known) {
            throw new UntrustedServerException("the server shows the chain " + chain + " in epoch " + epoch
                    + " of its store, and this client has seen it in epoch " + known + ": that is an older copy of the "
                    + "store, from before it was restored. Whoever runs the server has to restore it again (atedb "
                    + "restore), which begins an epoch of its own");
        }
        shown = epoch;
    }

    /** Tells whether the server's store was restored since the chain was seen. */
    boolean hasRisen() {
        return shown > known;
    }

    /** What the server shows in its epoch goes on from all that was seen. */
    void taken() {
        known = shown;
    }

    /** What to tell people of what was found out. */
    RuntimeException told(RuntimeException cause) {
        if (!hasRisen() || !(cause instanceof SetBackException gone)) {
            return cause;
        }
        long fewer = gone.seen() - gone.shown();
        String missing = fewer == 1 ? "at least one event that was seen is not there any more"
                : fewer > 1 ? "at least " + fewer + " events that were seen are not there any more"
                : "some events that were seen last are not there any more, and others are";
        return new UntrustedServerException("the server's store was restored from a backup: it is in epoch " + shown
                + " now, and was in epoch " + known + " when this client saw the chain " + chain + " up to sequence "
                + gone.seen() + ". It ends at " + gone.shown() + " there: " + missing + ". Ask whoever runs the server "
                + "whether that was meant; then accept it (AteClient.acceptRestored), and the chain is taken as it is "
                + "there");
    }

    /**
     * What a replica notes in its log.
     *
     * @param server fingerprint of the server's identity; empty if nothing was noted
     * @param epoch in which the chain was seen there
     */
    record Noted(String server, long epoch) {
        static final Noted NONE = new Noted("", 1);

        /** What was noted last. */
        static Noted read(RedoLog log, StoredChain chain) {
            Slice note = log.note(chain.number(), NAME);
            if (note == null) {
                return NONE;
            }
            try {
                WireReader in = new WireReader(note);
                Noted noted = new Noted(in.name(), in.u64());
                in.end();
                return noted;
            } catch (MalformedException e) {
                throw new StoreDamagedException("the epoch noted for chain " + chain.name() + " is damaged", e);
            }
        }

        /** The epoch, if it says anything of that server: another one's are its own. */
        long at(String fingerprint) {
            return server.equals(fingerprint) ? epoch : 1;
        }

        LogEntry note(long chain) {
            return new LogEntry.Note(chain, NAME, new WireWriter(80).name(server).u64(epoch).toSlice());
        }
    }
}
