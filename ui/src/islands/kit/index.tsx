import { island } from "../../lib/island.tsx";
import { Kit } from "./Kit.tsx";

export const mount = island(Kit);
