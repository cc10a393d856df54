package org.signaling.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** On a test class that uses {@link Coturn}: it is left out where no coturn is installed. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsCoturn.Condition.class)
public @interface NeedsCoturn {

    /** Looks for it. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return Coturn.installed()
                    ? ConditionEvaluationResult.enabled("there is a " + Coturn.PROGRAM)
                    : ConditionEvaluationResult.disabled(Coturn.PROGRAM + " is not installed (apt-get install coturn)");
        }
    }
}
