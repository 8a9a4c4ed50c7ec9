package io.ate.internal.service;

import io.ate.Chain;
import io.ate.Field;
import io.ate.Rules;
import io.ate.Service;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which replies to durable requests are removed because nobody takes them, and when. */
final class SweepingTest {
    private static final Service<Ping, Pong> PING = Service.of("ping", Ping.class, Pong.class);
    private static final Field.Map<String, Pong> REPLIES = Field.map("replies", String.class, Pong.class);
    /** So many are looked at together. */
    private static final int MOST = 10;

    private final Chain chain = Chain.temporary();
    private final AtomicLong millis = new AtomicLong(-5_000_000_000L); // such a clock may be anywhere
    private final Sweeping sweeping = new Sweeping(chain, new Mailbox<>(PING, PING.in(chain)), millis::get, MOST);

    record Ping(String text) {}

    record Pong(String text) {}

    @BeforeEach
    void serve() {
        chain.serve(PING, ping -> new Pong(ping.text())).close();
    }

    @AfterEach
    void close() {
        chain.close();
    }

    private void reply(String id, Rules rules) {
        chain.run(dio -> dio.load(PING.in(chain)).in(REPLIES).put(id, new Pong(id), rules));
    }

    private void pass(Duration time) {
        millis.addAndGet(time.toMillis());
        sweeping.sweep();
        chain.sync();
    }

    private List<String> left() {
        return chain.commit(dio -> dio.load(PING.in(chain)).in(REPLIES).keys().sorted().toList());
    }

    @Test
    void aReplyThatNobodyTakesGoesADayAfterItWasSeen() {
        reply("one", Rules.inherit());
        pass(Duration.ofHours(30));
        reply("two", Rules.inherit());
        pass(Duration.ofHours(23));
        assertThat(left()).containsExactly("one", "two");
        pass(Duration.ofHours(1));
        assertThat(left()).containsExactly("two");
        pass(Duration.ofHours(23));
        assertThat(left()).isEmpty();
    }

    @Test
    void repliesAreLookedAtOnceAnHour() {
        pass(Duration.ZERO);
        reply("one", Rules.inherit());
        pass(Duration.ofMinutes(59));
        pass(Duration.ofMinutes(1)); // seen only now
        pass(Duration.ofHours(24).minusMinutes(1));
        assertThat(left()).containsExactly("one");
        pass(Duration.ofHours(1));
        assertThat(left()).isEmpty();
    }

    @Test
    void whatMayNotBeRemovedKeepsNoOtherReply() {
        for (int i = 0; i < 3 * MOST; i++) {
            reply("a" + i, i % 10 == 3 ? Rules.inherit() : Rules.inherit().writableByNobody());
        }
        reply("z", Rules.inherit());
        for (int i = 0; i < 20 && left().contains("z"); i++) {
            pass(Duration.ofHours(25));
        }
        assertThat(left()).hasSize(27).doesNotContain("a3", "a13", "a23", "z");
    }

    @Test
    void whatIsRemovedByOthersMeanwhileIsNoObstacle() {
        for (int i = 0; i < 2 * MOST; i++) {
            reply("a" + i, Rules.inherit());
        }
        pass(Duration.ZERO);
        chain.run(dio -> dio.load(PING.in(chain)).in(REPLIES).remove("a0"));
        pass(Duration.ofHours(25));
        pass(Duration.ofHours(25));
        pass(Duration.ofHours(25));
        assertThat(left()).isEmpty();
    }
}
