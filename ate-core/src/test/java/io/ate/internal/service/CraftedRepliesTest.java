package io.ate.internal.service;

import io.ate.Chain;
import io.ate.PrimaryKey;
import io.ate.Service;
import io.ate.ServiceUnavailableException;
import io.ate.Type;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.EphemeralTerms.Part;
import io.ate.internal.event.SignedEphemeral;
import io.ate.internal.replica.Deadline;
import io.ate.internal.service.CraftedCalls.Craft;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Replies that a lying server, or a stranger, brings to a caller: none of them is taken for one. */
class CraftedRepliesTest {
    record Ping(String text) {}

    record Pong(String text) {}

    private static final Service<Ping, Pong> PING = Service.of("ping", Ping.class, Pong.class);
    private static final Service<Ping, Pong> OTHER = Service.of("other", Ping.class, Pong.class);

    private final CraftedCalls crafted = new CraftedCalls();
    private final Chain chain = crafted.chain;
    private final PrimaryKey run = crafted.values.newId();

    @BeforeEach
    void declare() {
        chain.store(PING.in(chain), PING.description());
        chain.store(OTHER.in(chain), OTHER.description());
    }

    @AfterEach
    void close() {
        crafted.close();
    }

    private PrimaryKey ping() {
        return PING.in(chain).key();
    }

    private Hash request() {
        return crafted.request(ping(), PING.request(), new Ping("hi")).signed().hash(chain.id());
    }

    private Craft<Pong> reply(Hash request) {
        return crafted.request(ping(), PING.reply(), new Pong("pong"))
                .replyTo(request, 0, Part.ANSWER, run);
    }

    private Replies expecting(Hash request) {
        return new Replies(crafted.open, crafted.values, ping(), "ping", request);
    }

    private Pong take(Replies replies, Slice said, boolean single) throws InterruptedException {
        Replies.Genuine<Pong> taken = replies.take(new Inbox.News.Said(0, said), Type.of(Pong.class), single,
                Deadline.in(Duration.ofSeconds(5)));
        return ((Replies.Genuine.Value<Pong>) taken).value();
    }

    private void assertRefused(Replies replies, SignedEphemeral said, String why) {
        assertThatExceptionOfType(ServiceUnavailableException.class)
                .isThrownBy(() -> take(replies, said.encode(), true))
                .withMessageContaining(why);
    }

    @Test
    void aGenuineReplyIsTaken() throws InterruptedException {
        Hash request = request();
        assertThat(take(expecting(request), reply(request).signed().encode(), true)).isEqualTo(new Pong("pong"));
    }

    @Test
    void aReplyToAnotherRequestIsNone() {
        assertRefused(expecting(request()), reply(request()).signed(), "replies to something else");
    }

    @Test
    void aReplyOfAnotherServiceIsNone() {
        Hash request = request();
        SignedEphemeral elsewhere = crafted.request(OTHER.in(chain).key(), OTHER.reply(), new Pong("pong"))
                .replyTo(request, 0, Part.ANSWER, run)
                .signed();
        assertRefused(expecting(request), elsewhere, "replies to something else");
    }

    @Test
    void aReplyThatAStrangerSignsIsNone() {
        Hash request = request();
        try (HeldKeys stranger = CraftedCalls.newKeys()) {
            assertRefused(expecting(request), reply(request).saidBy(stranger), "may not serve");
            assertRefused(expecting(request), reply(request).signedBy(stranger), "not signed by");
        }
    }

    @Test
    void aReplyOfAnotherChainIsNone() {
        Hash request = request();
        assertRefused(expecting(request), reply(request).forChain(CraftedCalls.anotherChain()).signed(),
                "not signed by");
    }

    @Test
    void aReplyInClearIsNoneWhereNotEveryoneReads() {
        Hash request = request();
        assertRefused(expecting(request), reply(request).inClear().signed(), "MUST_BE_SEALED");
    }

    @Test
    void partsThatAreRepeatedLeftOutOrOfAnotherRunAreNone() throws InterruptedException {
        Hash request = request();
        Replies replies = expecting(request);
        SignedEphemeral first = reply(request).replyTo(request, 0, Part.ITEM, run).signed();
        assertThat(take(replies, first.encode(), false)).isEqualTo(new Pong("pong"));

        assertRefused(replies, first, "missing, repeated or of another reply");
        assertRefused(replies, reply(request).replyTo(request, 2, Part.ITEM, run).signed(),
                "missing, repeated or of another reply");
        assertRefused(replies, reply(request).replyTo(request, 1, Part.ITEM, crafted.values.newId()).signed(),
                "missing, repeated or of another reply");
    }

    @Test
    void aRequestIsNoReply() {
        Hash request = request();
        assertRefused(expecting(request), crafted.request(ping(), PING.request(), new Ping("hi")).signed(),
                "replies to something else");
    }
}
