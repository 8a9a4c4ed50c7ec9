package io.ate.internal.sequence;

import io.ate.internal.trust.Verdict;

/** Where a commit came from, and who is to be told what became of it. Told exactly once, by the chain's owner. */
public interface Source {
    /** The commit is durable; its first event has the sequence {@code first}. */
    void committed(long number, long first);

    /** The commit left no trace. */
    void refused(Verdict.Refused refusal);
}
