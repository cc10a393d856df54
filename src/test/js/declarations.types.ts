/**
 * Holds the types of signaling-client.d.ts against those of the modules: each public member and function has to be
 * assignable to what is declared for it, and the other way round. It is never run; `npm run types` checks it.
 *
 * `Type '"send"' does not satisfy the constraint 'never'` means that `send` is on one side alone, or differs.
 */
import type * as Declared from '../../main/webapp/signaling-client.js';
import type { Call } from '../../main/webapp/signaling/call.js';
import type { Calls } from '../../main/webapp/signaling/calls.js';
import type { SignalingClient } from '../../main/webapp/signaling/client.js';
import type { CloseCode, SignalingError } from '../../main/webapp/signaling/errors.js';
import type { readToken, userKey } from '../../main/webapp/signaling/users.js';
import type { INSIDE } from './inside.js';

type Names = typeof INSIDE;

/** A module's class has private fields, so nothing else can be assigned to it: the declared one stands for it. */
type InDeclarations<T> =
  T extends Call ? Declared.Call
  : T extends SignalingClient ? Declared.SignalingClient
  : T extends (...parameters: infer Parameters) => infer Result
    ? (...parameters: { [Index in keyof Parameters]: InDeclarations<Parameters[Index]> }) => InDeclarations<Result>
  : T;

/** The compiler compares the conditions of two such functions for identity, which tells optional parts from missing ones. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
/** Listening has types in the declarations alone. */
type Member<T> = Exclude<keyof T, keyof EventTarget>;
type Missing<Actual, Stated, Inside extends string> =
  | Exclude<Member<Actual>, Member<Stated> | Inside>
  | Exclude<Member<Stated> | Inside, Member<Actual>>;
type Differing<Actual, Stated> = {
  [Name in Member<Actual> & Member<Stated>]: Same<InDeclarations<Actual[Name]>, Stated[Name]> extends true ? never : Name;
}[Member<Actual> & Member<Stated>];

type OptionsOf<T extends abstract new (...parameters: never[]) => unknown> = NonNullable<ConstructorParameters<T>[1]>;

declare function nothing<_Wrong extends never>(): void;
declare function holds<_Right extends true>(): void;

nothing<Missing<SignalingClient, Declared.SignalingClient, Names['SignalingClient'][number]>>();
nothing<Differing<SignalingClient, Declared.SignalingClient>>();
nothing<Missing<Calls, Declared.Calls, Names['Calls'][number]>>();
nothing<Differing<Calls, Declared.Calls>>();
nothing<Missing<Call, Declared.Call, Names['Call'][number]>>();
nothing<Differing<Call, Declared.Call>>();
nothing<Missing<SignalingError, Declared.SignalingError, never>>();
nothing<Differing<SignalingError, Declared.SignalingError>>();

holds<Same<ConstructorParameters<typeof SignalingClient>, ConstructorParameters<typeof Declared.SignalingClient>>>();
// `env` is for tests, and its parts are nobody else's business
holds<Same<keyof OptionsOf<typeof Calls>, keyof OptionsOf<typeof Declared.Calls>>>();
holds<Same<typeof CloseCode, typeof Declared.CloseCode>>();
holds<Same<typeof readToken, typeof Declared.readToken>>();
holds<Same<typeof userKey, typeof Declared.userKey>>();
