package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import io.ate.HistoryNeededException;
import io.ate.PrimaryKey;
import io.ate.internal.protocol.LoadObjects;
import io.ate.internal.protocol.LoadedObjects;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import java.util.List;

/** Asks for objects by their keys. */
final class HeadInquiry extends AwaitedInquiry<LoadedObjects> {
    private final long known;
    private final List<PrimaryKey> objects;

    /** @param known size of the head from which the server is to prove that the chain goes on */
    HeadInquiry(long known, List<PrimaryKey> objects) {
        this.known = known;
        this.objects = objects;
    }

    @Override
    public boolean isForNow() {
        return true;
    }

    @Override
    public ToServer ask(int channel, int request) {
        return new LoadObjects(channel, request, known, objects);
    }

    @Override
    public Class<LoadedObjects> kind() {
        return LoadedObjects.class;
    }

    @Override
    public void answered(ToClient message) {
        if (message instanceof LoadedObjects shown) {
            answer().complete(shown);
        } else if (message instanceof Rejected rejected) {
            failed(meaning(rejected));
        }
    }

    /** What is too much to show is told by the history; any other refusal says nothing of what would be shown. */
    private static RuntimeException meaning(Rejected rejected) {
        return switch (rejected.reason()) {
            case FORKED -> LinkFault.setBack(rejected.text());
            case UNSUPPORTED -> new HistoryNeededException("the server does not show by itself what was asked for: "
                    + rejected.text());
            default -> new ChainUnavailableException("the server does not show what was asked for now ("
                    + rejected.reason() + "): " + rejected.text());
        };
    }
}
