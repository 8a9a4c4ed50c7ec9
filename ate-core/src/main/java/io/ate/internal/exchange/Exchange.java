package io.ate.internal.exchange;

import io.ate.ChainId;
import io.ate.Reason;
import io.ate.internal.event.SignedEphemeral;
import io.ate.internal.protocol.Abandon;
import io.ate.internal.protocol.Allow;
import io.ate.internal.protocol.Call;
import io.ate.internal.protocol.Decline;
import io.ate.internal.protocol.Listen;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.Reply;
import io.ate.internal.protocol.ServiceRequest;
import io.ate.internal.protocol.Unlisten;
import io.ate.internal.sequence.Serial;
import io.ate.internal.view.ChainState;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * The services of one chain, where those who call meet those who serve. Thread-safe: what parties say is taken in turn,
 * by whichever thread brings it.
 */
public final class Exchange {
    private final ChainId chain;
    private final LongSupplier visible;
    private final LongSupplier clock;
    private final Routing routing;
    private final Serial turn;

    /**
     * @param state the confirmed state of the chain; may be read by any thread
     * @param visible the sequence up to which parties may be sent the chain
     * @param clock in milliseconds
     * @param others take over where one thread has done enough for all
     */
    public Exchange(ChainId chain, ChainState state, LongSupplier visible, LongSupplier clock, Executor others) {
        this.chain = chain;
        this.visible = visible;
        this.clock = clock;
        this.routing = new Routing(new ServingRights(state), ExchangeLimits.DEFAULT);
        this.turn = new Serial(others);
    }

    /** Takes what a party says; in order, as far as one party goes. */
    public void receive(Party from, ServiceRequest message) {
        turn.here(() -> take(from, message));
    }

    /** The party's channel is closed: nothing comes from it any more. */
    public void left(Party party) {
        turn.here(() -> routing.left(party));
    }

    /** Ends what is overdue; called now and then. */
    public void tick() {
        turn.here(() -> routing.tick(clock.getAsLong()));
    }

    private void take(Party from, ServiceRequest message) {
        long now = clock.getAsLong();
        switch (message) {
            case Listen listen -> routing.listen(from, listen, now);
            case Unlisten unlisten -> routing.unlisten(from, unlisten);
            case Call call -> call(from, call, now);
            case Reply reply -> reply(from, reply, now);
            case Decline decline -> routing.decline(from, decline, now);
            case Allow allow -> routing.allow(from, allow, now);
            case Abandon abandon -> routing.abandon(from, abandon);
        }
    }

    private void call(Party from, Call call, long now) {
        try {
            SignedEphemeral said = read(call.said(), call.after());
            routing.call(from, call, said, said.hash(chain), isProven(from, said), now);
        } catch (MalformedException e) {
            String text = String.valueOf(e.getMessage());
            from.tell(0, new Rejected(from.channel(), call.request(), Reason.MALFORMED, null, text), text.length());
        }
    }

    private void reply(Party from, Reply reply, long now) {
        try {
            SignedEphemeral said = read(reply.said(), reply.after());
            routing.reply(from, reply, isProven(from, said) ? said : null, now);
        } catch (MalformedException _) { // the caller is told so
            routing.reply(from, reply, null, now);
        }
    }

    /** Else it would wait for ever, and what comes behind it with it. */
    private SignedEphemeral read(Slice said, long after) throws MalformedException {
        if (after > visible.getAsLong()) {
            throw new MalformedException("the chain ends before sequence " + after);
        }
        return SignedEphemeral.decode(said);
    }

    private static boolean isProven(Party from, SignedEphemeral said) {
        return from.proven().contains(said.event().facts().author());
    }
}
