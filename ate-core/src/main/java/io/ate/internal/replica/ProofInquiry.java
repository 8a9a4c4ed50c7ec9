package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import io.ate.Reason;
import io.ate.internal.protocol.ProofAnswer;
import io.ate.internal.protocol.ProofKind;
import io.ate.internal.protocol.ProofRequest;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;

/** Asks for a proof out of the chain's tree, of a size that the server has said it has. */
final class ProofInquiry extends AwaitedInquiry<ProofAnswer> {
    private final ProofKind kind;
    private final long first;
    private final long size;

    private ProofInquiry(ProofKind kind, long first, long size) {
        this.kind = kind;
        this.first = first;
        this.size = size;
    }

    /** That the event of that sequence stands in the tree of that size. */
    static ProofInquiry ofPlace(long sequence, long size) {
        return new ProofInquiry(ProofKind.INCLUSION, sequence - 1, size);
    }

    /** That the tree of that size goes on from the one of the size {@code known}. */
    static ProofInquiry ofGrowth(long known, long size) {
        return new ProofInquiry(ProofKind.CONSISTENCY, known, size);
    }

    @Override
    public ToServer ask(int channel, int request) {
        return new ProofRequest(channel, request, kind, first, size);
    }

    @Override
    public Class<ProofAnswer> kind() {
        return ProofAnswer.class;
    }

    @Override
    public void answered(ToClient message) {
        if (message instanceof ProofAnswer proof) {
            answer().complete(proof);
        } else if (message instanceof Rejected rejected) {
            failed(rejected.reason() == Reason.MALFORMED
                    ? LinkFault.setBack("it said that the chain has " + size + " events, and now that it has not: "
                            + rejected.text())
                    : new ChainUnavailableException("the server cannot prove it now (" + rejected.reason() + "): "
                            + rejected.text()));
        }
    }
}
