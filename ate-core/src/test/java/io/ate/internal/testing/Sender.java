package io.ate.internal.testing;

import io.ate.internal.sequence.Source;
import io.ate.internal.trust.Verdict;

/** Waits for the answer to one commit, and makes sure that there is only one. Confined to one thread. */
public final class Sender implements Source {
    private Outcome outcome = new Outcome.Open();

    /** What it has been told so far. */
    public Outcome outcome() {
        return outcome;
    }

    @Override
    public void committed(long number, long first) {
        tell(new Outcome.Committed(number, first));
    }

    @Override
    public void refused(Verdict.Refused refusal) {
        tell(new Outcome.Refused(refusal.reason(), refusal.text(), refusal.object()));
    }

    private void tell(Outcome told) {
        if (!(outcome instanceof Outcome.Open)) {
            throw new AssertionError("answered twice: " + outcome + ", then " + told);
        }
        outcome = told;
    }
}
