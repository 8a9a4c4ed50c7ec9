package io.ate.internal.host;

import io.ate.KeyId;
import io.ate.Reason;
import io.ate.StoreDamagedException;
import io.ate.internal.event.Commit;
import io.ate.internal.sequence.Source;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.trust.CheckedCommit.Fault;
import io.ate.internal.trust.ClaimedCheck;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A client's commit on its way from a connection to the sequencer, which may still refuse it: decoded and checked once,
 * by whichever thread comes first. Thread-safe.
 */
final class Incoming {
    private final Slice bytes;
    private final Set<KeyId> proven;
    private final Source source;
    private final ClaimedCheck check = new ClaimedCheck();
    private @Nullable Commit decoded;
    private final AtomicBoolean asked = new AtomicBoolean();
    private @Nullable String objection;
    private volatile boolean heard;
    private Reason fault = Reason.MALFORMED;
    private String faultText = "";

    /** @param proven the keys that the sender had proven when it sent the commit */
    Incoming(Slice bytes, Set<KeyId> proven, Source source) {
        this.bytes = bytes;
        this.proven = proven;
        this.source = source;
    }

    int length() {
        return bytes.length();
    }

    Set<KeyId> proven() {
        return proven;
    }

    Source source() {
        return source;
    }

    /** Checks the commit unless another thread has begun to. */
    void check(Checker checker) {
        checkIf(_ -> true, checker);
    }

    /**
     * Checks the commit unless another thread has begun to, or it is none that this thread has time for.
     *
     * @return false if it is left to others
     */
    boolean checkIf(Predicate<Commit> suited, Checker checker) {
        if (!check.claim()) {
            CheckedCommit known = check.isDone() ? check.checked() : null;
            return known == null || suited.test(known.commit());
        }
        CheckedCommit checked = null;
        boolean left = false;
        try {
            Commit commit = decoded == null ? Commit.decode(bytes) : decoded;
            if (suited.test(commit)) {
                checked = checker.check(commit);
            } else {
                decoded = commit;
                left = true;
            }
        } catch (MalformedException e) {
            faultText = String.valueOf(e.getMessage());
        } catch (StoreDamagedException e) {
            // What the commit names, its head above all, is read from the log: one sender's trouble, not everybody's.
            fault = Reason.DAMAGED;
            faultText = String.valueOf(e.getMessage());
        } finally {
            if (left) {
                check.release();
            } else {
                check.finish(checked);
            }
        }
        return !left;
    }

    /**
     * Tells whether the validators have said what they think of the checked commit. Whoever finds that nobody has asked
     * them does, as soon as it is checked.
     */
    boolean isHeard(Inquiry validators) {
        if (!check.isDone()) {
            return false;
        }
        CheckedCommit known = check.checked();
        if (known == null || isRefusedAnyway(known)) {
            return true;
        }
        if (asked.compareAndSet(false, true)) {
            validators.ask(known.commit(), answer -> {
                objection = answer.orElse(null);
                heard = true; // behind the answer, which is seen by whoever sees this
            });
        }
        return heard;
    }

    /** A signer who is not known yet may be by the time the commit is judged; nothing else gets better. */
    private static boolean isRefusedAnyway(CheckedCommit known) {
        return known.fault() != null && !(known.fault() instanceof Fault.UnknownSigner);
    }

    /** What the validators have against the commit, or null; only once {@link #isHeard}. */
    @Nullable
    String objection() {
        return objection;
    }

    boolean isDone() {
        return check.isDone();
    }

    /** The checked commit, or null if it could not be checked; only once {@link #isDone()}. */
    @Nullable
    CheckedCommit checked() {
        return check.checked();
    }

    /** Why {@link #checked()} is null. */
    Reason fault() {
        return fault;
    }

    /** The same in words. */
    String faultText() {
        return faultText;
    }

    /** Has validators asked, which may take long, and tells what they said. */
    @FunctionalInterface
    interface Inquiry {
        void ask(Commit commit, Consumer<Optional<String>> answer);
    }

    /** Makes the checks that cost cryptography. */
    @FunctionalInterface
    interface Checker {
        CheckedCommit check(Commit commit);
    }
}
