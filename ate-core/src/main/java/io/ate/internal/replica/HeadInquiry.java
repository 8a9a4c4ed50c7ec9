package io.ate.internal.replica;

import io.ate.HistoryNeededException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.protocol.LoadObjects;
import io.ate.internal.protocol.LoadedObjects;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks for objects by their keys. Used by one task at a time; the answer may be awaited by any thread. */
final class HeadInquiry implements Inquiry {
    private final long known;
    private final List<PrimaryKey> objects;
    private final CompletableFuture<LoadedObjects> answer = new CompletableFuture<>();

    /** @param known size of the head from which the server is to prove that the chain goes on */
    HeadInquiry(long known, List<PrimaryKey> objects) {
        this.known = known;
        this.objects = objects;
    }

    /** Completes with what is shown, unverified; who cancels it wants to know no more. */
    CompletableFuture<LoadedObjects> answer() {
        return answer;
    }

    @Override
    public List<HeldKeys> keys() {
        return List.of();
    }

    @Override
    public ToServer ask(int channel, int request) {
        return new LoadObjects(channel, request, known, objects);
    }

    @Override
    public void answered(ToClient message) {
        if (message instanceof LoadedObjects shown) {
            answer.complete(shown);
        } else if (message instanceof Rejected rejected && rejected.reason() == Reason.FORKED) {
            failed(LinkFault.setBack(rejected.text()));
        } else if (message instanceof Rejected rejected) {
            failed(new HistoryNeededException("the server does not show by itself what was asked for: "
                    + rejected.text()));
        }
    }

    @Override
    public void failed(RuntimeException cause) {
        answer.completeExceptionally(cause);
    }

    @Override
    public boolean isOver() {
        return answer.isDone();
    }
}
