package io.ate.internal.host;

import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.sequence.Source;
import io.ate.internal.trust.Verdict;

/** A commit that came over a connection: knows where its answer goes. Immutable. */
final class CommitSource implements Source {
    private final Channels channels;
    private final Subscription subscription;
    private final int request;
    private final int length;

    CommitSource(Channels channels, Subscription subscription, int request, int length) {
        this.channels = channels;
        this.subscription = subscription;
        this.request = request;
        this.length = length;
    }

    int request() {
        return request;
    }

    /** Tells whether the commit came over this very subscription, so that its bytes need not go back there. */
    boolean isOf(Subscription other) {
        return subscription == other;
    }

    @Override
    public void committed(long number, long first) {
        channels.answer(subscription, new Committed(subscription.channel(), request, number, first), length);
    }

    @Override
    public void refused(Verdict.Refused refusal) {
        channels.answer(subscription, new Rejected(subscription.channel(), request, refusal.reason(), refusal.object(),
                refusal.text()), length);
    }
}
