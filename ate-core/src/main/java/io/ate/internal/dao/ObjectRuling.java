package io.ate.internal.dao;

import io.ate.Ruled;
import io.ate.Rules;
import io.ate.RulesResult;
import io.ate.internal.event.ControlRule;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.WriteRule;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.RuleEntry;

/** The rules of one object, or of the chain, as a unit of work has them. Confined to that unit's thread. */
final class ObjectRuling implements Ruled {
    private final UnitOfWork unit;
    private final ObjectState state;

    ObjectRuling(UnitOfWork unit, ObjectState state) {
        this.unit = unit;
        this.state = state;
    }

    @Override
    public Rules rules() {
        unit.demandOpen();
        RuleEntry own = current().entry().rules();
        return own == null ? Rules.inherit() : publicRules(own.rules());
    }

    @Override
    public Rules rulesInForce() {
        unit.demandOpen();
        ChainState overlay = unit.overlay();
        ObjectEntry at = current().entry();
        ReadRule read = Rights.reading(overlay, at).entry().rules().read();
        WriteRule write = Rights.writing(overlay, at).rules().write();
        ControlRule control = Rights.controlling(overlay, at).rules().control();
        return publicRules(new ObjectRules(read, write, control));
    }

    @Override
    public RulesResult rules(Rules rules) {
        unit.demandOpen();
        return unit.rule(unit.overlay().touch(state), rules);
    }

    private ObjectState current() {
        ObjectState touched = unit.overlay().touched(state.key());
        return touched == null ? state : touched;
    }

    /** In the terms of the public API; keys that this unit of work itself introduced are found in its own rules. */
    private Rules publicRules(ObjectRules rules) {
        return RuleTerms.fromEvent(rules, unit.overlay());
    }
}
