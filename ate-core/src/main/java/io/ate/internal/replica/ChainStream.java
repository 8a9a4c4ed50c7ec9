package io.ate.internal.replica;

import io.ate.PublicKeys;
import io.ate.internal.protocol.Credit;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Loaded;
import io.ate.internal.wire.Slice;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the server streams of one chain over one connection: puts it together for the replica, and lets the server send
 * more as the replica gets on. Confined to the chain's owner; made anew for each connection.
 */
final class ChainStream implements StreamedReplica.Feed {
    private final Conversation conversation;
    private final int channel;
    private final StreamedReplica replica;
    private final Sightings sightings;
    private final Runnable whole;
    private final Consumer<RuntimeException> stop;
    private final StreamAssembler assembler;
    private final CreditWindow credit = new CreditWindow();
    private long loaded;

    /**
     * @param whole is run when the replica has taken in all that the server had
     * @param stop ends the following of the chain
     */
    ChainStream(Conversation conversation, int channel, StreamedReplica replica, Sightings sightings, Runnable whole,
            Consumer<RuntimeException> stop) {
        this.whole = whole;
        this.conversation = conversation;
        this.channel = channel;
        this.replica = replica;
        this.sightings = sightings;
        this.stop = stop;
        this.assembler = replica.assembler();
    }

    /** Takes the next range. */
    void events(Events range) {
        List<Arrival> whole = assembler.add(range);
        credit.demandAllowed(assembler.received() + loaded);
        replica.arrive(whole);
        credit.add(assembler.allowAtOnce());
    }

    /** Takes events that were asked for by their sequences; whoever waits for them takes them from here. */
    void loaded(Loaded answer) {
        long bytes = 0;
        for (Slice each : answer.events()) {
            bytes += each.length();
        }
        loaded += bytes;
        credit.demandAllowed(assembler.received() + loaded);
        replica.spared().loaded(answer);
        credit.add(bytes);
    }

    /** The server says that this is all there is. */
    void live(long sequence) {
        assembler.demandWhole(sequence);
        replica.arrive(List.of(new Arrival.OfLive(sequence)));
    }

    /** Lets the server send more, if that is worth a message. */
    void renewCredit() {
        int bytes = credit.take();
        if (bytes > 0) {
            conversation.send(new Credit(channel, bytes));
        }
    }

    @Override
    public PublicKeys server() {
        return conversation.server();
    }

    @Override
    public void allow(long bytes) {
        credit.add(bytes);
        renewCredit();
    }

    @Override
    public void verified() {
        sightings.verified();
    }

    @Override
    public void whole() {
        whole.run();
    }

    @Override
    public void failed(RuntimeException cause) {
        stop.accept(cause);
    }
}
