package io.ate.internal.simulation;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One body that a client ran once: what it meant to do, what of that relies on which state, and what was answered. Its
 * number stands in its events as their time, by which they are known in the log. Confined to the simulation's thread.
 */
final class Deed {
    private final int number;
    private final KeyId author;
    private final Wait wait;
    private final List<Intent> intents = new ArrayList<>();
    private final Map<PrimaryKey, Row> demanded = new LinkedHashMap<>();
    private Answer answer = Answer.OPEN;
    private int answers;
    private long madeAt;
    private @Nullable Throwable cause;

    /** Who waits for its answer. */
    enum Wait {
        /** Somebody, who would run it again. */
        AWAITED,
        /** Nobody: it is merged. */
        UNAWAITED
    }

    /** What is known of its end. */
    enum Answer {
        OPEN, STORED, REFUSED,
        /** Its body failed, or changed nothing. */
        NOTHING,
        /** Nobody is left who could be told. */
        UNKNOWN
    }

    Deed(int number, KeyId author, Wait wait) {
        this.number = number;
        this.author = author;
        this.wait = wait;
    }

    int number() {
        return number;
    }

    KeyId author() {
        return author;
    }

    boolean isAwaited() {
        return wait == Wait.AWAITED;
    }

    List<Intent> intents() {
        return intents;
    }

    /** Its body is run, maybe once more, on the chain up to that sequence. */
    void begin(long sequence) {
        madeAt = sequence;
        intents.clear();
        demanded.clear();
    }

    /** Sequence up to which its body saw what others did. */
    long madeAt() {
        return madeAt;
    }

    void mean(Intent intent) {
        intents.add(intent);
    }

    /** It is to be stored only while that object is as it was seen. */
    void demand(PrimaryKey key, Row seen) {
        demanded.put(key, seen);
    }

    Map<PrimaryKey, Row> demanded() {
        return demanded;
    }

    /** All objects whose state decides whether it can be stored. */
    Set<PrimaryKey> touched() {
        Set<PrimaryKey> touched = new LinkedHashSet<>(demanded.keySet());
        for (Intent each : intents) {
            touched.add(each.key());
            switch (each) {
                case Intent.Store store -> touched.add(store.spot().parent());
                case Intent.Put put -> touched.add(put.spot().parent());
                case Intent.Move move -> touched.add(move.to().parent());
                case Intent.Update _,Intent.Overwrite _,Intent.Delete _,Intent.Rule _,Intent.Append _ -> {
                }
            }
        }
        return touched;
    }

    Answer answer() {
        return answer;
    }

    /** Why it was refused, or its body failed. */
    @Nullable
    Throwable cause() {
        return cause;
    }

    /** How often it was answered. */
    int answers() {
        return answers;
    }

    void answered(Answer with, @Nullable Throwable why) {
        answer = with;
        cause = why;
        answers++;
    }

    /** Who would be told is dead. */
    void orphaned() {
        if (answer == Answer.OPEN) {
            answer = Answer.UNKNOWN;
        }
    }

    @Override
    public String toString() {
        return "deed " + number + " by " + author + ", " + wait + ", " + answer + (cause == null ? "" : " " + cause)
                + ": " + intents + (demanded.isEmpty() ? "" : " while unchanged: " + demanded);
    }
}
