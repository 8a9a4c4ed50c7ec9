package io.ate.internal.host;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MemorySharesTest {
    private final MemoryShares common = new MemoryShares("these", MemoryShares.Loser.WHO_DAWDLES, 100, 60);
    private final List<String> lost = new ArrayList<>();

    private MemoryShares.Share from(String address, String name) {
        return common.share(Network.of(InetAddress.ofLiteral(address)), _ -> lost.add(name));
    }

    @Test
    void twoWhoHoldEverythingGiveWayToAThirdUntilAllHaveThesame() {
        from("10.0.0.1", "first").keep(50);
        from("10.0.0.2", "old").keep(20);
        from("10.0.0.2", "young").keep(30);
        MemoryShares.Share honest = from("10.0.0.3", "honest");

        honest.keep(20);
        assertThat(lost).hasSize(1).doesNotContain("honest", "young");
        honest.keep(33);
        assertThat(honest.bytes()).isEqualTo(33);
        assertThat(common.taken()).isLessThanOrEqualTo(100);
    }

    @Test
    void whoHasMostIsWhoGivesWayAlsoIfThatIsWhoAsks() {
        from("10.0.0.1", "first").keep(40);
        from("10.0.0.2", "second").keep(40);
        from("10.0.0.3", "greedy").keep(50);
        assertThat(lost).containsExactly("greedy");
        assertThat(common.taken()).isEqualTo(80);
    }

    @Test
    void ofOneNetworkTheOldestMessageGivesWay() {
        MemoryShares.Share dawdling = from("10.0.0.1", "dawdling");
        MemoryShares.Share quick = from("10.0.0.1", "quick");
        dawdling.keep(30);
        quick.keep(20);
        dawdling.keep(35);
        quick.keep(30);
        assertThat(lost).containsExactly("dawdling");
        dawdling.keep(10);
        assertThat(dawdling.bytes()).as("once lost, for good").isZero();
        assertThat(common.taken()).isEqualTo(30);
    }

    @Test
    void whereThingsAreHeldForLongWhoeverOfANetworkHoldsMostGivesWay() {
        MemoryShares standing = new MemoryShares("these", MemoryShares.Loser.WHO_HAS_MOST, 100, 60);
        Network network = Network.of(InetAddress.ofLiteral("10.0.0.1"));
        MemoryShares.Share modest = standing.share(network, _ -> lost.add("modest"));
        MemoryShares.Share greedy = standing.share(network, _ -> lost.add("greedy"));
        modest.change(20);
        greedy.change(35);
        modest.change(10);
        assertThat(lost).containsExactly("greedy");
        greedy.change(5);
        modest.change(-10);
        assertThat(standing.taken()).isEqualTo(20);
        modest.end();
        modest.change(7);
        assertThat(standing.taken()).as("whose end came first").isZero();
    }

    @Test
    void addressesOfOneNetworkOfIPv6AreOne() {
        from("2001:db8:0:1::1", "one").keep(30);
        from("2001:db8:0:1:ffff::2", "other").keep(31);
        from("2001:db8:0:2::1", "neighbour").keep(30);
        assertThat(lost).containsExactly("one");
        assertThat(Network.of(InetAddress.ofLiteral("0.0.0.1")))
                .isNotEqualTo(Network.of(InetAddress.ofLiteral("::1:0:0:0:0")));
    }

    @Test
    void neitherBoundIsEverExceededAndNothingIsLostTwice() {
        long seed = 20;
        Random random = new Random(seed);
        List<MemoryShares.Share> shares = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            shares.add(from("10.0.0." + i % 7, "share " + i));
        }
        for (int i = 0; i < 5_000; i++) {
            shares.get(random.nextInt(shares.size())).keep(random.nextInt(3) == 0 ? 0 : random.nextInt(60));
            assertThat(common.taken()).as("seed %s, step %s", seed, i)
                    .isLessThanOrEqualTo(100)
                    .isEqualTo(shares.stream().mapToLong(MemoryShares.Share::bytes).sum());
        }
        assertThat(lost).doesNotHaveDuplicates();
        shares.forEach(each -> each.keep(0));
        assertThat(common.taken()).isZero();
    }
}
