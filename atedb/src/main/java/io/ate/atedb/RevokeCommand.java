package io.ate.atedb;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.Ruled;
import io.ate.Rules;
import io.ate.Rules.Who;
import io.ate.RulesResult;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;

/** Takes rights away. */
@Command(name = "revoke", header = "Let others no longer read or write.",
        description = "Take from keys the right to read or to write a chain, or an object and what "
                + "hangs below it. Says what former readers keep.")
final class RevokeCommand extends RightsCommand {
    RevokeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void work(Results results, Connection connection, Chain chain) {
        Optional<RulesResult> kept = chain.commit(dio -> {
            Ruled ruled = NamedObjects.ruled(dio, object());
            demandRevocable(ruled.rulesInForce());
            if (rights().concernWriting()) {
                ruled.revokeWrite(rights().writeIds());
            }
            return rights().concernReading() ? Optional.of(ruled.revokeRead(rights().readIds())) : Optional.empty();
        });
        if (isJsonAsked()) {
            results.line(Json.line(new Revoked(rights().readers(), rights().writers())));
            results.flush(); // so that what is kept is said behind it
        }
        messages().say(told(kept));
        if (rights().concernWriting()
                && chain.commit(
                        dio -> NamedObjects.ruled(dio, object()).rulesInForce().writers()) instanceof Who.Nobody) {
            messages().say("Nobody may write " + what() + " any more, until an owner grants it: atedb grant "
                    + target() + " --write PUB");
        }
    }

    private String told(Optional<RulesResult> kept) {
        if (kept.isEmpty() || !kept.get().formerReaders().isEmpty()) {
            return "Revoked." + kept.map(result -> " " + result).orElse("");
        }
        return (rights().concernWriting() ? "Revoked. " : "Nothing to revoke: ") + "none of these keys could read "
                + what() + ".";
    }

    /** @throws AteException if there is nobody from whom the rights can be taken, or nobody would be left to read */
    private void demandRevocable(Rules rules) {
        if (rights().concernReading() && !(rules.readers() instanceof Who.Only)) {
            throw new AteException(
                    "everyone may read " + what() + ", and nobody can be excepted: keep what not everyone is"
                            + " to read in a chain that was created without --reader everyone");
        }
        if (rights().concernWriting() && rules.writers() instanceof Who.Everyone) {
            throw new AteException("everyone may write " + what() + ", and nobody can be excepted");
        }
        Set<KeyId> gone = Set.of(rights().readIds());
        if (rights().concernReading() && rules.readers() instanceof Who.Only(List<PublicKeys> readers)
                && readers.stream().allMatch(each -> gone.contains(each.id()))) {
            throw new AteException(
                    "nobody could read " + what() + " any more: grant it to somebody else before (atedb grant "
                            + target() + " --read PUB), or delete it (atedb " + (object().isPresent() ? "rm " : "drop ")
                            + target()
                            + ")");
        }
    }

    private String what() {
        return object().map(each -> each + " in ").orElse("") + address().name();
    }

    private String target() {
        return address().name() + object().map(each -> " " + each).orElse("");
    }

    /** The result as JSON: the ids of keys from which rights were taken. */
    record Revoked(List<String> read, List<String> write) {}
}
