package io.ate.internal.replica;

import io.ate.AteException;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.Sync;
import io.ate.internal.protocol.Synced;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;

/** Asks how far the chain has got. */
final class SyncInquiry extends AwaitedInquiry<Long> {
    @Override
    public boolean isForNow() {
        return true;
    }

    @Override
    public ToServer ask(int channel, int request) {
        return new Sync(channel, request);
    }

    @Override
    public Class<Synced> kind() {
        return Synced.class;
    }

    @Override
    public void answered(ToClient message) {
        if (message instanceof Synced(int _, int _, long sequence)) {
            answer().complete(sequence);
        } else if (message instanceof Rejected rejected) {
            failed(new AteException("the server does not say how far the chain has got: " + rejected.text()));
        }
    }
}
